"""Word by word: nothing is lost, words stay whole, and changes read as people would tell them."""

from hypothesis import given
from hypothesis import strategies as st

from stakeholders.differences import Kind, Span, differences, has_changes

TEXT = st.text(alphabet=st.sampled_from("ab é-’,.\n \t"), max_size=40) | st.text(max_size=30)


def told(spans: tuple[Span, ...]) -> str:
    marks = {Kind.KEPT: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]"}
    return "".join(marks[span.kind].format(span.text) for span in spans)


@given(TEXT, TEXT)
def test_the_spans_hold_both_texts(before: str, after: str) -> None:
    spans = differences(before, after)
    assert "".join(span.text for span in spans if span.kind != Kind.ADDED) == before
    assert "".join(span.text for span in spans if span.kind != Kind.REMOVED) == after
    assert has_changes(spans) == (before != after)


@given(TEXT)
def test_a_span_is_its_blanks_and_words(text: str) -> None:
    span = Span(Kind.ADDED, text)
    assert span.lead + span.words + span.tail == text
    assert span.words == text.strip() or not span.words


def test_the_change_of_the_picture() -> None:
    before = "Riverton is carbon-neutral and fair: warmer, greener, with nobody carrying the cost of change unfairly."
    after = (
        "Riverton is carbon-neutral and closer-knit: warmer, greener and heard, with nobody carrying "
        "the cost of change alone."
    )
    assert told(differences(before, after)) == (
        "Riverton is carbon-neutral and [-fair-][+closer-knit+]: warmer, greener[+ and heard+], with nobody carrying "
        "the cost of change [-unfairly-][+alone+]."
    )


def test_neighbouring_words_change_together() -> None:
    assert told(differences("a warm home", "a cool house")) == "a [-warm home-][+cool house+]"


def test_a_word_is_never_cut() -> None:
    assert told(differences("neighbour", "neighbourhood")) == "[-neighbour-][+neighbourhood+]"
    assert told(differences("residents’ own", "residents own")) == "residents[-’-] own"


def test_nothing_on_one_side() -> None:
    assert told(differences("", "All new.")) == "[+All new.+]"
    assert told(differences("All gone.", "")) == "[-All gone.-]"
    assert differences("", "") == ()
