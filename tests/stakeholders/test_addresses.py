"""Addresses out of whatever a steward pastes."""

from hypothesis import given
from hypothesis import strategies as st

from stakeholders.addresses import Address, read_addresses


def emails(text: str) -> list[str]:
    return [address.email for address in read_addresses(text).addresses]


def test_anything_may_separate_addresses() -> None:
    assert emails("a@b.org, c@d.org;e@f.org\ng@h.org\ti@j.org | k@l.org and m@n.org") == [
        "a@b.org", "c@d.org", "e@f.org", "g@h.org", "i@j.org", "k@l.org", "m@n.org",
    ]  # fmt: skip


def test_a_name_in_front_is_kept() -> None:
    pasted = read_addresses('Noor Adeyemi <Noor@Riverton.example>, "Brandt, T" <tomas@riverton.example>')
    assert pasted.addresses[0] == Address("noor@riverton.example", "Noor Adeyemi")
    assert pasted.addresses[1].email == "tomas@riverton.example"


def test_somebody_named_twice_is_asked_once_and_reported() -> None:
    pasted = read_addresses("a@b.org\nA@B.ORG\nAnn <a@b.org>")
    assert [address.email for address in pasted.addresses] == ["a@b.org"]
    assert pasted.repeated == ("a@b.org",)


def test_what_is_no_address_is_reported_as_it_was_written() -> None:
    pasted = read_addresses("ann@\nMr Nobody\nann@b.org\nx <not an address>\n...\n")
    assert [address.email for address in pasted.addresses] == ["ann@b.org"]
    assert pasted.malformed == ("ann@", "Mr Nobody", "x <not an address>")


def test_full_stops_and_mailto_around_an_address_do_no_harm() -> None:
    assert emails("Write to ann@b.org. Or mailto:bo@b.org!") == ["ann@b.org", "bo@b.org"]


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_every_address_stands_once(text: str) -> None:
    found = [address.email for address in read_addresses(text).addresses]
    assert len(found) == len(set(found))
    assert all(email == email.lower() and "@" in email for email in found)
