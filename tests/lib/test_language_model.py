"""Speaking to a language model: time and size limits, no redirects, and troubles told apart."""

import time

import pytest

from portfolio_hub.lib import language_model
from portfolio_hub.lib.language_model import LanguageModel, ModelTrouble, Trouble
from tests.sensemaking.fake_model import FakeModel, fake_model, said

ASKED = [{"role": "user", "content": "Hello"}]


def trouble(model: LanguageModel) -> Trouble:
    with pytest.raises(ModelTrouble) as met:
        model.complete(ASKED)
    return met.value.kind


def model_at(fake: FakeModel, seconds: float = 5) -> LanguageModel:
    return LanguageModel(fake.url, "tiny", key="secret", seconds=seconds)


def test_it_asks_and_reads_the_answer() -> None:
    with fake_model() as fake:
        fake.says(said("Good day"))
        assert model_at(fake).complete(ASKED) == "Good day"
        assert fake.questions[0]["path"] == "/v1/chat/completions"
        assert (fake.questions[0]["model"], fake.questions[0]["messages"]) == ("tiny", ASKED)
        assert fake.keys == ["Bearer secret"]
        assert model_at(fake).host == fake.url.split("/")[2]


def test_it_is_off_until_address_and_name_are_set() -> None:
    assert not LanguageModel("", "tiny").is_on and not LanguageModel("http://here", "").is_on
    assert trouble(LanguageModel("", "tiny")) == Trouble.OFF


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Trouble.REFUSED), (403, Trouble.REFUSED), (429, Trouble.BUSY), (500, Trouble.BUSY),
                         (503, Trouble.BUSY), (404, Trouble.ADDRESS), (400, Trouble.ADDRESS), (204, Trouble.ADDRESS)]
)  # fmt: skip
def test_states_are_told_apart(status: int, kind: Trouble) -> None:
    with fake_model() as fake:
        fake.says(b"{}" if status != 204 else b"", status)
        assert trouble(model_at(fake)) == kind


def test_redirects_are_not_followed() -> None:
    with fake_model() as fake, fake_model() as other:
        other.says(said("Gotcha"))
        fake.headers["Location"] = f"{other.url}/chat/completions"
        fake.says(b"", 307)
        assert trouble(model_at(fake)) == Trouble.MOVED
        assert other.asked == 0


@pytest.mark.parametrize(
    "body", [b"", b"Hello", b"{", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}',
             b'{"choices": [{"message": {"content": ["a"]}}]}', b"\xff\xfe", b"[" * 100_000]
)  # fmt: skip
def test_strange_answers_are_known_as_such(body: bytes) -> None:
    with fake_model() as fake:
        fake.says(body)
        assert trouble(model_at(fake)) == Trouble.STRANGE


def test_a_huge_answer_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_model, "MOST_BYTES", 10_000)
    with fake_model() as fake:
        fake.says(said("x" * 50_000))
        assert trouble(model_at(fake)) == Trouble.LARGE


def test_a_dripping_answer_is_cut_off_in_time() -> None:
    with fake_model() as fake:
        fake.drip = 0.1
        fake.says(said("x" * 200))
        began = time.monotonic()
        assert trouble(model_at(fake, seconds=0.5)) == Trouble.SLOW
        assert time.monotonic() - began < 3


def test_nobody_at_home() -> None:
    with fake_model() as fake:
        url = fake.url
    assert trouble(LanguageModel(url, "tiny", seconds=2)) == Trouble.UNREACHABLE


@pytest.mark.parametrize("url", ["ftp://here/v1", "here", "http://", "http://here:port/v1", "file:///etc/passwd"])
def test_an_address_that_is_none(url: str) -> None:
    assert trouble(LanguageModel(url, "tiny")) == Trouble.ADDRESS


def test_a_key_that_no_header_can_hold() -> None:
    with fake_model() as fake:
        assert trouble(LanguageModel(fake.url, "tiny", key="a\r\nX: b")) == Trouble.ADDRESS
        assert fake.asked == 0


def test_what_may_pass_is_asked_again() -> None:
    assert ModelTrouble(Trouble.BUSY).may_pass and not ModelTrouble(Trouble.REFUSED).may_pass
