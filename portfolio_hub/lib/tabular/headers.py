"""The titles of columns: where they are, and the names they are known by."""

from collections.abc import Iterable

from portfolio_hub.lib.tabular.source import Header


def headers_of(titles: Iterable[str]) -> tuple[Header, ...]:
    """Titles as unique headers: blanks are called after their place, doubles get a number."""
    seen: dict[str, int] = {}
    headers = []
    for place, exact in enumerate(titles, start=1):
        name = " ".join(exact.split()) or f"column {place}"
        key = name.casefold()
        seen[key] = seen.get(key, 0) + 1
        while seen[key] > 1:
            name = f"{' '.join(exact.split()) or 'column'} ({seen[key]})"
            if name.casefold() not in seen:
                seen[name.casefold()] = 1
                break
            seen[key] += 1
        headers.append(Header(exact=exact, name=name))
    return tuple(headers)


def guess_header_row(rows: list[list[str]]) -> int:
    """The first row that fills most columns with words: titles above the table have fewer cells."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    enough = max(filled, default=0) * 0.6
    for number, (row, count) in enumerate(zip(rows, filled, strict=True), start=1):
        if count and count >= enough and not any(_is_number(cell) for cell in row):
            return number
    return next((number for number, count in enumerate(filled, start=1) if count and count >= enough), 1)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".")) if cell.strip() else None
    except ValueError:
        return False
    return bool(cell.strip())
