"""The second language is complete, its placeholders fit, and what is compiled is what is written."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils.translation import override

from portfolio_hub.lib import dates, translations


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if not code.startswith("en")])
def test_every_text_is_translated_and_compiled(language: str) -> None:
    catalog = translations.updated(settings.BASE_DIR, language)
    assert translations.gaps(catalog) == []
    path = translations.po_path(settings.BASE_DIR, language)
    assert path.read_bytes() == translations.po_text(catalog)
    assert path.with_suffix(".mo").read_bytes() == translations.mo_bytes(catalog)


def test_no_word_of_ours_takes_the_place_of_the_name_of_a_month() -> None:
    """“May” as the head of a column would be said in every date, too."""
    with override("de"):
        assert [dates.day_full(date(2026, month, 4)).split()[1] for month in (3, 5, 12)] == ["März", "Mai", "Dezember"]


def test_texts_come_from_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "Warm streets" %}')
    (tmp_path / "funding").mkdir()
    (tmp_path / "funding" / "words.py").write_text('_("Cold pipes")\nngettext("one", "many", 2)\npgettext("c", "x")')
    texts = {message.id for message in translations.extracted(tmp_path) if message.id}
    assert texts == {"Warm streets", "Cold pipes", ("one", "many"), "x"}


def test_a_missing_text_and_a_wrong_placeholder_are_gaps() -> None:
    catalog = Catalog(locale="de")
    catalog.add("Saved.", "")
    catalog.add("%(many)d logs", "%(viele)d Einträge", flags=["python-format"])
    assert [gap.text for gap in translations.gaps(catalog)] == ["Saved.", "%(many)d logs"]
