"""Encodings are found out, can be corrected, and text that was once misread is repaired."""

import io

import pytest

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular.encodings import checked, detect, label, repair

FRENCH = "titre,lieu\nChaîne d'été à Sète,Besançon\nL'œuvre « élève »,Orléans\n"
GERMAN = "Titel;Ort\nGrüne Straße für Köln;Mülheim\nÖffentliche Räume;Düsseldorf\n"


@pytest.mark.parametrize("text", [FRENCH, GERMAN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_the_encoding_is_found_and_the_words_come_out_right(text: str, encoding: str) -> None:
    source = tabular.sniff(text.encode(encoding))

    rows = [row.cells for row in tabular.rows(source)]

    assert rows[0][0] in ("Chaîne d'été à Sète", "Grüne Straße für Köln")
    assert tabular.read(source).names[0] in ("titre", "Titel")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found_by_its_zeros(encoding: str) -> None:
    assert detect(io.BytesIO(GERMAN.encode(encoding))) == encoding


def test_a_wrong_guess_can_be_corrected() -> None:
    source = tabular.sniff("id,title\n1,Caf\u00e9\n".encode("cp1252")).reading(encoding="mac_roman")
    assert next(tabular.rows(source)).cells[1] == "CafÈ"

    assert next(tabular.rows(source.reading(encoding="cp1252"))).cells[1] == "Café"


def test_bytes_that_do_not_fit_the_chosen_encoding_are_told() -> None:
    source = tabular.sniff("id,title\n1,Caf\u00e9\n".encode("cp1252")).reading(encoding="utf-8")

    with pytest.raises(tabular.WrongEncoding, match="Choose another"):
        list(tabular.rows(source))


def test_a_name_that_is_no_encoding_is_told() -> None:
    assert checked("UTF-8") == "utf-8"
    with pytest.raises(tabular.WrongEncoding, match="klingon"):
        checked("klingon")


def test_encodings_have_names_that_people_know() -> None:
    assert label("utf-8-sig") == "UTF-8"
    assert label("cp1252") == "Windows Western (cp1252)"


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("TEGOMO GAZ INSTANTAN√âE", "TEGOMO GAZ INSTANTANÉE"),
        ("mind‚Ä¶ From 35¬∞", "mind… From 35°"),
        ("CafÃ© â€“ Straße", "Café – Straße"),
        ("Ng√§be Bugle", "Ngäbe Bugle"),
    ],
)
def test_misread_letters_are_repaired(misread: str, right: str) -> None:
    assert repair(misread) == right


@pytest.mark.parametrize(
    "text", ["", "plain", "√ is a root", "Ã alone", "São Paulo", "a √ b ¬ c", "İstanbul", "naïve café"]
)
def test_text_that_is_right_stays_as_it_is(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("text", ["Größe", "l’été", "señor – ¿qué?", "Kraków"])
def test_repair_undoes_a_misreading(text: str) -> None:
    assert repair(text.encode().decode("mac_roman")) == text
