"""Moves how much a kind of reason counts by what people made of suggestions: slowly, within bounds."""

LEAST, MOST = 0.5, 2.0
SLOW = 20
"""As if so many decisions had been made before the first, half of them each way."""


def weight(accepted: float, dismissed: float) -> float:
    """How much a kind counts after so many suggestions that rested on it were accepted and dismissed; 1 after none.

    2 to the power of (accepted − dismissed) ÷ (accepted + dismissed + 20): it never goes beyond 2 or ½, one decision
    moves it by 3.5 % at most, ten in a row by a quarter, and as many of each leave it at 1. It is a function of counts,
    so the order in which people decided changes nothing.
    """
    if accepted < 0 or dismissed < 0:
        raise ValueError("Counts are not less than nothing.")
    moved: float = 2 ** ((accepted - dismissed) / (accepted + dismissed + SLOW))
    return round(min(max(moved, LEAST), MOST), 6)
