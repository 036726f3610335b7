"""What may speak for a pair, how much of it counts, and which connection it points to: the tables of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

TEXT, LEARNING, ORGANISATION, PLACE, NEAR = "text", "learning", "organisation", "place", "near"
SYSTEM, LEVER, COMMITMENT, CHALLENGE = "system", "lever", "commitment", "challenge"
BARRIER, NEED, STAGE = "barrier", "need", "stage"

ENABLES, PRECEDES, SHARES_LEARNING, SHARES_RESOURCE = "enables", "precedes", "shares_learning", "shares_resource"
SERVES_SAME, ALTERNATIVE_TO, DUPLICATES = "serves_same", "alternative_to", "duplicates"

SCALE = 1024
"""Weights are kept as whole parts of this, so that sums come out the same in whatever order they are added."""


@dataclass(frozen=True)
class Rule:
    """How much of a kind counts: `each` is what one shared thing adds at its rarest (texts: what the same text adds),
    `most` what all of them add together, `least` the least that is called a reason, and `alone` the least that may
    speak for a pair without any other (`inf`: never alone).
    """

    each: float
    most: float
    least: float
    alone: float = inf


RULES: Mapping[str, Rule] = {
    TEXT: Rule(1.0, 1.0, 0.06, 0.2),
    LEARNING: Rule(1.0, 1.0, 0.06, 0.18),
    ORGANISATION: Rule(0.5, 0.6, 0.03, 0.2),
    PLACE: Rule(0.3, 0.4, 0.02, 0.2),
    NEAR: Rule(0.3, 0.3, 0.04, 0.28),
    SYSTEM: Rule(0.08, 0.12, 0.005),
    LEVER: Rule(0.12, 0.18, 0.01),
    COMMITMENT: Rule(0.25, 0.35, 0.02, 0.2),
    CHALLENGE: Rule(0.35, 0.5, 0.03, 0.12),
    BARRIER: Rule(0.8, 0.8, 0.1, 0.15),
    NEED: Rule(1.0, 1.0, 0.1, 0.15),
    STAGE: Rule(0.3, 0.3, 0.03),
}
"""Argued from three portfolios (`docs/decisions/0025-how-affinity-decides.md`).

A system says where an initiative stands, not with whom it belongs, and a lever how it works: neither is a reason alone.
An organisation may be one alone while it takes part in three or fewer (0.5 ÷ (1 + log₂ 1.5)^1.5 = 0.25; four give 0.18,
eight 0.10): a council with two hundred gives 0.02. A place counts less, as an address is shared by chance; a commitment
is known to all who serve it; a challenge is narrower. What is said of barriers is also heard as learning, so it counts
less.
"""
KINDS = tuple(RULES)
LEAST_SCORE = 0.25
"""Less than this is chance: in a portfolio of texts dealt out at random hardly any pair comes so far."""
ONE_WORD = 0.5
"""A single word that two texts share may well be chance: it counts half."""
SPOKEN = (TEXT, LEARNING, BARRIER, NEED)
SETS: Mapping[str, str] = {
    ORGANISATION: "organisations", PLACE: "places", SYSTEM: "systems", LEVER: "levers", COMMITMENT: "commitments",
    CHALLENGE: "challenges",
}  # fmt: skip
"""The kinds that are a thing which both have, and where a profile keeps it."""
EARLY, DONE = frozenset({0, 1}), frozenset({3, 4})
"""Stages of whoever is about to try something, and of whoever has done it; a closed one has if it left a log."""
ALIKE = 0.35
"""Texts from here on say nearly the same thing."""


@dataclass(frozen=True)
class Proposal:
    """A connection that reasons point to: it is taken when each of `needs` makes up so much of the score, and one of
    `led_by` is the strongest (any if empty); `way` names the reason whose direction it takes.
    """

    kind: str
    needs: Mapping[str, float] = field(default_factory=dict)
    led_by: frozenset[str] = frozenset()
    way: str = ""


PROPOSALS: tuple[Proposal, ...] = (
    Proposal(ENABLES, {NEED: 0.12}, way=NEED),
    Proposal(ENABLES, {BARRIER: 0.25}, way=BARRIER),
    Proposal(PRECEDES, {STAGE: 0.1, TEXT: 0.25, ORGANISATION: 0.12}, way=STAGE),
    Proposal(SHARES_LEARNING, {STAGE: 0.1}, frozenset({TEXT, LEARNING})),
    Proposal(SHARES_LEARNING, {}, frozenset({LEARNING, BARRIER})),
    Proposal(SERVES_SAME, {PLACE: 0.12}, frozenset({TEXT, PLACE})),
    Proposal(SERVES_SAME, {NEAR: 0.12}, frozenset({TEXT, NEAR})),
    Proposal(SHARES_LEARNING, {}, frozenset({TEXT})),
    Proposal(SHARES_RESOURCE, {}, frozenset({ORGANISATION, LEVER})),
    Proposal(SERVES_SAME),
)
"""From the top, the first that fits. `alternative_to` and `duplicates` are told from the two profiles themselves, see
`proposals`. `depends_on`, `reinforces` and `in_tension` are never proposed: that one can't do without another, makes it
stronger or stands in its way is not to be read from what they have in common; it takes a person.
"""
