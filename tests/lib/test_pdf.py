"""PDFs are made of the hub's own words and fonts, and of nothing that is fetched."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import SuspiciousFileOperation
from django.template import engines
from PIL import ImageFile

from portfolio_hub.lib import pdf
from portfolio_hub.lib.pdf import STATIC, CannotPrint, drawable, pdf_of


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["documents"], "_dir", str(tmp_path))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What stands on the page; the template is the words themselves."""
    words = {"html": '<html lang="en"><title>One</title><p>Words</p></html>'}
    monkeypatch.setattr(pdf, "render_to_string", lambda _name, _context: words["html"])
    return words


def test_the_same_words_give_the_same_bytes(page: dict[str, str]) -> None:
    first = pdf_of("any", {})
    assert first.startswith(b"%PDF-1.7")
    caches["documents"].clear()
    assert pdf_of("any", {}) == first


def test_a_finished_one_is_kept_and_other_words_are_drawn_anew(
    page: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(html: str, _most_pages: int) -> bytes:
        drawn.append(html)
        return b"%PDF"

    monkeypatch.setattr(pdf, "_draw", draw)
    for words in ("Words", "Words", "Others"):
        page["html"] = f"<p>{words}</p>"
        pdf_of("any", {})
    assert drawn == ["<p>Words</p>", "<p>Others</p>"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/latest",
        "https://example.org/font.woff2",
        f"{STATIC}../../etc/passwd",
        f"{STATIC}../pyproject.woff2",
        f"{STATIC}vendor/icons.svg",
        "data:text/plain,hello",
    ],
)
def test_nothing_but_our_fonts_is_fetched(url: str) -> None:
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        pdf._own_fonts()(url)


def test_our_fonts_are_fetched() -> None:
    answer = pdf._own_fonts()(f"{STATIC}vendor/fonts/inter-latin.woff2")
    assert answer.read(4) == b"wOF2"


def test_what_a_page_names_is_not_fetched(page: dict[str, str], tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    page["html"] = f'<html lang="en"><title>One</title><img src="file://{secret}" alt="gone"><p>Words</p></html>'
    assert b"secret" not in pdf_of("any", {})


def test_half_an_image_is_still_no_image(page: dict[str, str]) -> None:
    pdf_of("any", page)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_charts_take_their_style_and_words_along_and_icons_stay_out() -> None:
    html = engines["django"].from_string('{% icon "mail" %}{% sparkline values "Logs by month: 1, 2" %}')
    drawn = drawable(html.render({"values": (1, 2)}))
    assert "<use" not in drawn
    assert "<title>Logs by month: 1, 2</title><style>" in drawn
    hidden = drawable('<svg aria-hidden="true"><rect/></svg>')
    assert "<title>A drawing; its numbers stand beside it.</title>" in hidden


@pytest.mark.parametrize("missing", [ImportError("no package"), OSError("cannot load library 'libpango-1.0-0'")])
def test_without_the_libraries_it_says_so(
    page: dict[str, str], monkeypatch: pytest.MonkeyPatch, missing: Exception
) -> None:
    class Broken:
        def find_spec(self, name: str, *_rest: Any) -> None:
            if name == "weasyprint":
                raise missing

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(CannotPrint, match="libraries that lay out pages are missing"):
        pdf_of("any", {})
