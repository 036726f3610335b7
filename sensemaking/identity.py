"""Knows themes again from report to report; pure, so the order in which they come changes nothing.

A group of logs is the theme that is most like it: alike in the stems that tell it (cosine of the two profiles) and,
where both could have the same logs, in the logs they share (Dice). All groups are matched to all themes at once
(Hungarian assignment), so that a theme is found once at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from sensemaking.records import Known

STEMS_KEPT = 60
ROUNDED = 1e-4
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of logs that a run has found."""

    profile: Mapping[str, float]
    logs: frozenset[int]


def profile_of(stems: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    """The stems that weigh most, as a theme keeps them."""
    heavy = np.flatnonzero(weights > 0)
    if len(heavy) > STEMS_KEPT:
        least = np.partition(weights[heavy], -STEMS_KEPT)[-STEMS_KEPT] - ROUNDED
        heavy = heavy[weights[heavy] >= least]
    named = sorted((-round(float(weights[at]), 4), stems[at]) for at in heavy.tolist())
    return {stem: -weight for weight, stem in named[:STEMS_KEPT] if weight}


def likeness(cluster: Cluster, theme: Known, told: frozenset[int]) -> float:
    """How much the two are one, from 0 to 1; `told` are the logs in this run that any theme is known to have."""
    cosine = _cosine(cluster.profile, theme.profile)
    own = cluster.logs & told
    if not own or not theme.logs:
        return cosine
    return (cosine + 2 * len(own & theme.logs) / (len(own) + len(theme.logs))) / 2


def match(clusters: Sequence[Cluster], known: Sequence[Known]) -> tuple[int | None, ...]:
    """Return for each cluster the id of the theme that it is, before any heir; None for something new."""
    # Here and not above: the web server imports this module and has no use for scipy.
    from scipy.optimize import linear_sum_assignment

    found: list[int | None] = [None] * len(clusters)
    if not clusters or not known:
        return tuple(found)
    rows = sorted(range(len(clusters)), key=lambda at: _order(clusters[at]))
    themes = sorted(known, key=lambda theme: theme.id)
    told = frozenset().union(*(theme.logs for theme in themes))
    scores = np.array([[round(likeness(clusters[row], theme, told), 6) for theme in themes] for row in rows])
    scores[scores < ALIKE] = 0
    for at, column in zip(*linear_sum_assignment(scores, maximize=True), strict=True):
        if scores[at, column] > 0:
            found[rows[at]] = themes[column].id
    return tuple(found)


def heirs(known: Sequence[Known]) -> dict[int, int]:
    """For each theme the one it lives on in: itself, or the last of those it was merged into."""
    into = {theme.id: theme.merged_into for theme in known}
    found: dict[int, int] = {}
    for theme in into:
        at, seen = theme, {theme}
        while (after := into.get(at)) is not None and after in into and after not in seen:
            seen.add(after)
            at = after
        found[theme] = at
    return found


def _order(cluster: Cluster) -> tuple[list[int], list[tuple[str, float]]]:
    return sorted(cluster.logs), sorted(cluster.profile.items())


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = sum(one[stem] * other[stem] for stem in sorted(one.keys() & other.keys()))
    lengths = sqrt(sum(w * w for w in sorted(one.values()))) * sqrt(sum(w * w for w in sorted(other.values())))
    return shared / lengths if lengths else 0.0
