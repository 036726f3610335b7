"""Which connection the reasons of a pair point to, and how unlikely its own people are to find it."""

from collections.abc import Sequence

from sensemaking.affinity.kinds import (
    ALIKE,
    ALTERNATIVE_TO,
    CHALLENGE,
    DUPLICATES,
    EARLY,
    PROPOSALS,
    SHARES_LEARNING,
    TEXT,
)
from sensemaking.affinity.profile import Profile, Reason
from sensemaking.affinity.twins import are_twins

LEADS, ORGANISATIONS, SYSTEMS, STAGES = 0.4, 0.2, 0.3, 0.1
UNKNOWN = 0.5
STEPS = 4
BEFORE_GROWING = EARLY | {2}


def propose(one: Profile, other: Profile, reasons: Sequence[Reason], strength: dict[str, float]) -> tuple[str, bool]:
    """The kind of connection, and whether it leads from the first to the second.

    Two records of one thing are duplicates. Two early answers to one challenge that say nearly the same, led by
    different organisations, are alternatives: only one of them may be needed. All others by the table.
    """
    if are_twins(one, other, strength.get(TEXT, 0)):
        return DUPLICATES, True
    is_one_question = strength.get(CHALLENGE, 0) > 0 and strength.get(TEXT, 0) >= ALIKE
    if is_one_question and {one.stage, other.stage} <= BEFORE_GROWING and _have_other_leads(one, other):
        return ALTERNATIVE_TO, True
    shares = {reason.kind: reason.share for reason in reasons}
    strongest = reasons[0].kind
    for row in PROPOSALS:
        is_met = all(shares.get(kind, 0) >= least for kind, least in row.needs.items())
        if is_met and (not row.led_by or strongest in row.led_by):
            way = next((reason.facts.get("from") for reason in reasons if reason.kind == row.way), None)
            return row.kind, way in (None, one.initiative)
    return SHARES_LEARNING, True


def reach(one: Profile, other: Profile) -> float:
    """How unlikely their own people are to find each other, 0 to 1.

    0.4 if no organisation leads both, 0.2 if none takes part in both, 0.3 × the share of their systems that only one
    has, 0.1 × how many of the four steps from idea to embedded lie between them (a closed one counts as embedded). Half
    of each where nothing is known of it.
    """
    leads = UNKNOWN if not (one.leads and other.leads) else float(not one.leads & other.leads)
    here, there = one.organisations | one.leads, other.organisations | other.leads
    known = UNKNOWN if not (here and there) else float(not here & there)
    systems = one.systems | other.systems
    apart = 1 - len(one.systems & other.systems) / len(systems) if one.systems and other.systems else UNKNOWN
    steps = abs(_step(one) - _step(other)) / STEPS
    return round(LEADS * leads + ORGANISATIONS * known + SYSTEMS * apart + STAGES * steps, 6)


def _step(profile: Profile) -> int:
    return STEPS if profile.stage < 0 else min(profile.stage, STEPS)


def _have_other_leads(one: Profile, other: Profile) -> bool:
    return bool(one.leads and other.leads) and not one.leads & other.leads
