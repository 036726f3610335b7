"""Whether two sides say something else than when they were set aside."""

from decimal import Decimal
from typing import Any

from funding.matching.sides import Sought, Wanted
from funding.matching.words import telling

KEPT = 2 / 3
"""A text that keeps less than this share of its telling words is another text."""

Facts = dict[str, Any]


def facts_of(wanted: Wanted, sought: Sought) -> Facts:
    """What both sides say, as plain JSON."""
    return {
        "call": {
            "targets": sorted(wanted.targets),
            "systems": sorted(wanted.systems),
            "concerns": sorted(wanted.concerns),
            "sum": [_plain(wanted.least), _plain(wanted.most), wanted.currency],
            "words": sorted(telling(wanted.text)),
        },
        "support": {
            "targets": [sought.target],
            "systems": sorted(sought.systems),
            "concerns": sorted(sought.concerns),
            "sum": [_plain(sought.amount), None, sought.currency],
            "words": sorted(telling(sought.text)),
        },
    }


def has_changed(before: Facts, now: Facts) -> bool:
    """Whether either side names something else, another sum, or speaks in other words; spelling is no change."""
    return any(_side_changed(before.get(side, {}), now[side]) for side in now)


def _side_changed(before: Facts, now: Facts) -> bool:
    if any(before.get(name) != now[name] for name in now if name != "words"):
        return True
    old, new = set(before.get("words", ())), set(now["words"])
    both = old | new
    return bool(both) and len(old & new) / len(both) < KEPT


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
