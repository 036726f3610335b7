"""Templates to tagged PDF: the hub's own style sheet and fonts, and nothing fetched from anywhere else."""

import atexit
import hashlib
import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from PIL import ImageFile

STATIC = "https://static.invalid/"
STYLE, CHARTS = "pdf/pdf.css", "pdf/charts.css"
FONTS = ".woff2"
KEEP_SECONDS = 24 * 60 * 60
ICON = re.compile(r'<svg class="ph-icon.*?</svg>', re.DOTALL)
CHART = re.compile(r"<svg\b([^>]*)>")
LABEL = re.compile(r'aria-label="([^"]*)"')
TAGGED: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
SIZES = ("<body>", '<body class="ph-tight">', '<body class="ph-tighter">')
_one_at_a_time = threading.Lock()


class CannotPrint(Exception):
    """The libraries that draw pages are not on this machine; the message is a sentence for whoever asked."""


def pdf_of(template: str, context: dict[str, Any], *, most_pages: int = 0) -> bytes:
    """Return the template as PDF/UA, set smaller where it would take more than `most_pages`. Raises CannotPrint.

    The same words give the same bytes. Finished documents are kept for a day under a hash of all that is in them:
    nobody gets words that they may not see.
    """
    html = drawable(render_to_string(template, context))
    kept = caches["documents"]
    key = hashlib.sha256(f"{most_pages}{html}{_static_text(STYLE)}".encode()).hexdigest()
    found: bytes | None = kept.get(key)
    if found is None:
        found = _draw(html, most_pages)
        kept.set(key, found, KEEP_SECONDS)
    return found


def drawable(html: str) -> str:
    """The page without icons, and with the style and the spoken label inside each chart, where the drawing looks."""
    return CHART.sub(_with_style, ICON.sub("", html))


def _with_style(found: re.Match[str]) -> str:
    label = LABEL.search(found[1])
    title = label[1] if label else escape(_("A drawing; its numbers stand beside it."))
    return f"<svg{found[1]}><title>{title}</title><style>{_static_text(CHARTS)}</style>"


def _draw(html: str, most_pages: int) -> bytes:
    """Lay the pages out, one document at a time: the libraries below share fonts between threads."""
    with _one_at_a_time:
        weasyprint = _library()
        fonts, style = _kit()
        for body in SIZES:
            sized = html.replace("<body>", body, 1)
            page = weasyprint.HTML(string=sized, base_url=f"{settings.SITE_URL}/", url_fetcher=_own_fonts())
            document = page.render(stylesheets=[style], font_config=fonts, **TAGGED)
            if not most_pages or len(document.pages) <= most_pages:
                break
        drawn: bytes = document.write_pdf(**TAGGED)
    return drawn


def _library() -> Any:
    """WeasyPrint, loaded only when somebody wants a PDF: it takes seconds and needs libraries of the system."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # else each font carries the moment it was cut to size
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise CannotPrint(
            _("PDFs can't be made on this machine: the libraries that lay out pages are missing.")
        ) from missing
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # it lets half an image pass as a whole one, for everybody in the process
    return weasyprint


@cache
def _kit() -> tuple[Any, Any]:
    """The fonts and the style sheet, read once."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(_kit.cache_clear)  # the fonts are put away while the modules that do it are still there
    style = CSS(string=_static_text(STYLE), base_url=f"{STATIC}pdf/", font_config=fonts, url_fetcher=_own_fonts())
    return fonts, style


@cache
def _static_text(name: str) -> str:
    return _static_path(name).read_text()


def _static_path(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"{name} is not a static file of the hub")
    return Path(found)


@cache
def _own_fonts() -> Any:
    """What serves the fonts of the hub; everything else is refused, be it on the network or on this machine."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFonts(URLFetcher):
        """Fetches nothing but static files of the hub that are fonts."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not (url.startswith(STATIC) and url.endswith(FONTS)):
                raise ValueError(f"A PDF fetches nothing but its fonts: {url[:200]}")
            body = _static_path(url.removeprefix(STATIC)).read_bytes()
            return URLFetcherResponse(url, body, {"Content-Type": "font/woff2"})

    return OwnFonts(allowed_protocols=())
