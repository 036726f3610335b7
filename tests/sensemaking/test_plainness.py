"""How plain a text is to read, in several languages."""

import pytest

from sensemaking.plainness import measure


def test_short_sentences_are_plain() -> None:
    found = measure("We rang at the door. A neighbour came. She made tea.")
    assert found
    assert (found.sentences, found.long_sentences, found.mean) == (3, 0, 4)
    assert found.is_plain


def test_long_sentences_and_long_words_are_counted() -> None:
    long = "Notwithstanding " + "institutional " * 20 + "considerations."
    found = measure(f"Short one here. {long}")
    assert found
    assert (found.sentences, found.long_sentences) == (2, 1)
    assert found.has_many_long_words and not found.is_plain


def test_markup_is_not_counted_and_a_list_item_is_a_sentence() -> None:
    found = measure(
        "## Tea\n\n- [We rang](https://example.org/a/very/long/address) again\n- **She** came\n\n`code here`"
    )
    assert found
    assert (found.sentences, found.words) == (3, 6)


def test_german_is_measured_alike() -> None:
    found = measure("Wir klingelten. Die Nachbarin kam mit Tee. Danach war die Tür offen!")
    assert found and found.sentences == 3


@pytest.mark.parametrize("text", ["", "Tea.", "😀 😀 😀", "1 2 3 4 5 6", "我们敲了门。邻居来了。她泡了茶。"])
def test_nothing_is_said_where_nothing_can_be_measured(text: str) -> None:
    assert measure(text) is None
