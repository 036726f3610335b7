"""Whether a call and what would help meet, and why."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from funding.matching.sides import Fit, Kind, Reason, Sought, Wanted
from funding.matching.words import MOST_SHOWN, shared
from funding.rates import Converted, Sum

WORDS_ALONE = 2
"""How many words must be shared where nothing but words speaks for a match."""

Convert = Callable[[Sum], Converted | None]


def meet(wanted: Wanted, sought: Sought, *, convert: Convert, on: date) -> tuple[Reason, ...]:
    """The reasons why the two meet, in the order of `Kind`; none when they don't.

    What the money is for must be the same, or open in the call. Besides, a system, a concern, the sum or two words
    must speak for it. A sum that is outside what the call gives is told, and nobody is kept from talking.
    """
    if wanted.targets and sought.target not in wanted.targets:
        return ()
    same, words = _same(wanted, sought), shared(wanted.text, sought.text)
    money = _money(wanted, sought, convert, on)
    if not same and len(words) < WORDS_ALONE and not (money and money.speaks_for):
        return ()
    found = [Reason(Kind.TARGET, target=sought.target)] if wanted.targets else []
    found += same + ([money] if money else [])
    return (*found, Reason(Kind.WORDS, words=words[:MOST_SHOWN])) if words else tuple(found)


def _same(wanted: Wanted, sought: Sought) -> list[Reason]:
    pairs = (
        (Kind.SYSTEMS, wanted.systems & sought.systems),
        (Kind.CONCERNS, wanted.concerns & sought.concerns),
    )
    return [Reason(kind, ids=tuple(sorted(ids))) for kind, ids in pairs if ids]


def _money(wanted: Wanted, sought: Sought, convert: Convert, on: date) -> Reason | None:
    """How the sum stands to the bounds of the call; None where one of the two names no sum."""
    bounds = [bound for bound in (wanted.least, wanted.most) if bound is not None]
    if sought.amount is None or not bounds:
        return None
    if sought.currency == wanted.currency:
        return Reason(Kind.SUM, fit=_fit(sought.amount, wanted.least, wanted.most))
    worth = convert(Sum(sought.amount, sought.currency, on))
    least, most = (
        convert(Sum(bound, wanted.currency, on)) if bound is not None else None for bound in (wanted.least, wanted.most)
    )
    if worth is None or (least is None and most is None):
        return Reason(Kind.SUM, fit=Fit.UNKNOWN)
    used = {
        part.rate.currency: part.rate for part in (worth, least, most) if part is not None and part.rate is not None
    }
    return Reason(
        Kind.SUM,
        fit=_fit(worth.amount, least.amount if least else None, most.amount if most else None),
        worth=str(worth.amount),
        into=worth.currency,
        rates=tuple((code, f"{rate.rate.normalize():f}", rate.on.isoformat()) for code, rate in used.items()),
    )


def _fit(amount: Decimal, least: Decimal | None, most: Decimal | None) -> Fit:
    if most is not None and amount > most:
        return Fit.OVER
    return Fit.UNDER if least is not None and amount < least else Fit.WITHIN
