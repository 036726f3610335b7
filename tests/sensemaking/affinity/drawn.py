"""Invented initiatives, and a way to draw whole portfolios of them at random."""

from hypothesis import strategies as st

from sensemaking.affinity.profile import Given, Heard, Profile

WORDS = (
    "damp kerb tram orchard night shift heat host permit scaffold lunch nurse river bench loan 2nd the and of".split()
)
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
ids = st.frozensets(st.integers(1, 6), max_size=3)
points = st.none() | st.tuples(
    st.sampled_from([40.7, 40.701, 40.7005, -90.0]), st.sampled_from([-74.0, -74.001, 180.0])
)


@st.composite
def a_profile(draw: st.DrawFn, initiative: int) -> Profile:
    """Any initiative with this id."""
    logs = tuple(
        Heard(initiative * 100 + at, draw(texts), draw(st.booleans()), draw(st.booleans()))
        for at in range(draw(st.integers(0, 2)))
    )
    leads = draw(ids)
    return Profile(
        initiative, draw(texts), draw(texts), logs, leads | draw(ids), leads, draw(ids), draw(ids), draw(ids),
        draw(ids), draw(ids),
        tuple(Given(initiative * 10, "sites", text) for text in draw(st.lists(texts, max_size=1))),
        tuple(Given(initiative * 10 + 1, "sites", text) for text in draw(st.lists(texts, max_size=1))),
        draw(points), draw(st.integers(-1, 4)),
    )  # fmt: skip


@st.composite
def portfolios(draw: st.DrawFn) -> list[Profile]:
    """Up to nine initiatives, whose ids come in any order."""
    numbers = draw(st.lists(st.integers(1, 30), unique=True, max_size=9))
    return [draw(a_profile(number)) for number in numbers]
