"""How numbers and names read on a page: 2,946; €186.4m; 39%; +9; NA."""

from decimal import Decimal

from babel.numbers import get_currency_precision

Number = int | float | Decimal

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF\u00a0", "JPY": "¥"}
MINUS = "\u2212"
NARROW = "\u202f"
MILLION = 1_000_000
BILLION = 1_000_000_000
INNER_QUOTES = str.maketrans("„“”", "‚‘’")


def number(value: Number, language: str = "en", decimals: int | None = None) -> str:
    """Write a number with separators: 2,946 in English, 2.946 in German.

    Without `decimals`, whole numbers stay whole and others get one place.
    """
    if decimals is None:
        decimals = 0 if value == int(value) else 1
    text = f"{abs(value):,.{decimals}f}"
    if language.startswith("de"):
        text = text.translate(str.maketrans(",.", ".,"))
    is_zero = not any(digit in text for digit in "123456789")
    return MINUS + text if value < 0 and not is_zero else text


def inside_quotes(text: str) -> str:
    """A text for between quotation marks: those within it become single ones, as English and German have it."""
    return text.translate(INNER_QUOTES)


def signed(value: Number, language: str = "en") -> str:
    """Write a change: +9, −3, 0."""
    return f"+{number(value, language)}" if value > 0 else number(value, language)


def percent(part: Number, whole: Number, language: str = "en", decimals: int = 0) -> str:
    """Write a share of a whole: 39%. Nothing of nothing is not a share: –."""
    if not whole:
        return "–"
    share = number(Decimal(str(part)) * 100 / Decimal(str(whole)), language, decimals)
    return f"{share}{NARROW}%" if language.startswith("de") else f"{share}%"


def money(
    amount: Number, currency: str = "EUR", language: str = "en", *, exact: bool = False, even: bool = False
) -> str:
    """Write money short: €186.4m, €64m, €18,000; `exact` gives the whole amount, `even` €64.0m, for columns."""
    size = amount if amount >= 0 else -amount
    if exact or size < MILLION:
        decimals = minor_digits(currency) if exact and amount != int(amount) else 0
        return placed(number(amount, language, decimals), currency, language)
    divisor, short, german = (BILLION, "bn", "Mrd.") if size >= BILLION else (MILLION, "m", "Mio.")
    text = number(Decimal(str(amount)) / divisor, language, 1)
    if not even:
        text = text.removesuffix(",0" if language.startswith("de") else ".0")
    unit = f"\u00a0{german}" if language.startswith("de") else short
    return placed(text + unit, currency, language)


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for TND (ISO 4217 as CLDR has it)."""
    return get_currency_precision(currency)


def sign(currency: str) -> str:
    """€ for EUR; the code itself where no sign is known."""
    return SYMBOLS.get(currency, currency).strip()


def placed(text: str, currency: str, language: str) -> str:
    """Put the currency where the language has it: €18,000 or 18.000 €."""
    symbol = SYMBOLS.get(currency, f"{currency}\u00a0")
    if language.startswith("de"):
        return f"{text}\u00a0{symbol.strip()}"
    if text.startswith(MINUS):
        return f"{MINUS}{symbol}{text[1:]}"
    return symbol + text


def initials(name: str) -> str:
    """Give two letters for a round: Noor Adeyemi is NA, bo@riverton.example is BO."""
    local = name.split("@")[0].replace(".", " ").replace("-", " ").replace("_", " ")
    words = [word for word in local.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


def heat_step(count: int) -> int:
    """Give the step of the heat map for a count: 1–2, 3–5, 6–10, 11–18, 19 and more; 0 for none."""
    return sum(count >= floor for floor in (1, 3, 6, 11, 19))
