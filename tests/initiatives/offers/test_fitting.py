"""Which offer fits which need: the same kind, shared words, never with oneself, in no matter what order."""

from hypothesis import given
from hypothesis import strategies as st

from initiatives.fitting import Side, fits, stem

texts = st.text(alphabet="abcde fghi", max_size=40)
sides = st.builds(
    Side, pk=st.integers(1, 50), kind=st.sampled_from(("money", "data")), text=texts,
    owners=st.frozensets(st.tuples(st.just("initiative"), st.integers(1, 4)), max_size=2),
)  # fmt: skip


def test_shared_words_weigh_and_the_rarest_is_named_first() -> None:
    yard = Side(1, "sites", "A yard for scaffolds near the canal")
    needs = [
        Side(2, "sites", "Room for our scaffold"), Side(3, "sites", "A yard near the canal"),
        Side(4, "sites", "A roof"), Side(5, "people", "Scaffolds and a yard"),
    ]  # fmt: skip
    found = fits(yard, needs)
    assert [fit.pk for fit in found] == [3, 2, 4]
    assert found[1].words == ("scaffolds",)
    assert set(found[0].words) == {"yard", "near", "canal"}
    assert found[2].words == ()


def test_nobody_needs_their_own_offer() -> None:
    mine = frozenset({("initiative", 7)})
    assert fits(Side(1, "data", "Meters", mine), [Side(2, "data", "Meters", mine)]) == []


def test_endings_do_not_part_words() -> None:
    assert stem("Scaffolds") == stem("scaffold")
    assert stem("bus") == "bus"


@given(sides, st.lists(sides, max_size=8, unique_by=lambda side: side.pk), st.randoms())
def test_the_order_changes_nothing_and_kinds_stay_apart(side: Side, others: list[Side], random: object) -> None:
    found = fits(side, others)
    mixed = list(others)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fits(side, mixed) == found
    by_pk = {other.pk: other for other in others}
    for fit in found:
        assert by_pk[fit.pk].kind == side.kind
        assert not by_pk[fit.pk].owners & side.owners
