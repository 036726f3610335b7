"""Published portfolios give suggestions that a reader agrees with; left out where their files are not at hand."""

from functools import cache

import pytest

from sensemaking.affinity.finding import find
from sensemaking.affinity.profile import Pair, Profile
from tests.sensemaking.affinity import corpora

pytestmark = pytest.mark.skipif(
    not (corpora.NYC.exists() and corpora.UNDP.exists()), reason="needs the files of shared/data beside the project"
)


@cache
def found(name: str) -> tuple[dict[int, Profile], list[Pair]]:
    profiles = {"nyc": corpora.nyc, "undp": corpora.undp}[name]()
    return {row.initiative: row for row in profiles}, find(profiles, {})


def titles(name: str, pairs: list[Pair]) -> set[frozenset[str]]:
    by_id = found(name)[0]
    return {frozenset((by_id[pair.first].title, by_id[pair.second].title)) for pair in pairs}


def across(name: str) -> list[Pair]:
    """Pairs that no organisation leads both of."""
    by_id, pairs = found(name)
    return [pair for pair in pairs if not by_id[pair.first].leads & by_id[pair.second].leads]


def test_new_york_gives_works_of_two_agencies_on_one_site_first() -> None:
    best = across("nyc")[:50]
    assert len(best) == 50
    assert all("text" in {reason.kind for reason in pair.reasons} for pair in best)
    near = [reason.facts["metres"] for pair in best for reason in pair.reasons if reason.kind == "near"]
    assert sum(length <= 150 for length in near) >= 40
    told = titles("nyc", across("nyc")[:150])
    for one, other in (
        ("BPL - RED HOOK", "Red Hook Library"),
        ("DHS - FRANKLIN WOMEN'S SHELTER", "FRANKLIN'S WOMEN'S SHELTER - FACADE REHABILITATION"),
        ("REHABILITATION OF PECK SLIP", "LMDC-PECK SLIP RECONSTRUCTION M167-106M"),
    ):
        assert frozenset((one, other)) in told


def test_words_are_calm_where_the_source_shouts() -> None:
    words = [word for pair in found("nyc")[1] for reason in pair.reasons for word in reason.facts.get("words", ())]
    assert sum(word.isupper() and len(word) > 4 for word in words) < 0.1 * len(words)


def test_phases_and_lots_of_new_york_are_not_called_duplicates() -> None:
    by_id, pairs = found("nyc")
    twins = [pair for pair in pairs if pair.kind == "duplicates"]
    assert 5 <= len(twins) <= 40
    for pair in twins:
        digits = [
            {word for word in by_id[end].title.split() if any(map(str.isdigit, word))}
            for end in (pair.first, pair.second)
        ]
        assert digits[0] == digits[1]


def test_undp_labs_that_mapped_the_same_solution_are_found() -> None:
    told = titles("undp", across("undp")[:40])
    assert frozenset(("Ecocomal", "Eco, energy-saving ways of cooking")) in told
    assert frozenset(("Maya Pedal",)) in told
    assert frozenset(("SunCity (solar pump)", "Future pump")) in told
