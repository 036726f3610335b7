"""Writing XML piece by piece, with only characters that XML knows."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

_FOREIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PIECE = 64 * 1024


def in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Short texts as pieces that are large enough for a web server."""
    waiting, size = list[str](), 0
    for words in texts:
        waiting.append(words)
        size += len(words)
        if size >= _PIECE:
            yield "".join(waiting).encode()
            waiting.clear()
            size = 0
    yield "".join(waiting).encode()


def element(tag: str, *inside: str, **attributes: object) -> str:
    """One element; `inside` is XML already. An attribute `xml_lang` is written `xml:lang`, `iso_date` `iso-date`."""
    written = "".join(
        f" {_name(name)}={quoteattr(_clean(str(value)))}" for name, value in attributes.items() if value != ""
    )
    body = "".join(inside)
    return f"<{tag}{written}>{body}</{tag}>" if body else f"<{tag}{written}/>"


def text(words: str) -> str:
    """Words as XML."""
    return escape(_clean(words))


def opened(tag: str, **attributes: object) -> str:
    """The beginning of an element whose inside follows."""
    return f"{element(tag, **attributes)[:-2]}>"


def now() -> str:
    """The moment at which a file is made, as the standard writes it."""
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(words: str) -> str:
    return _FOREIGN.sub("", words)


def _name(name: str) -> str:
    return name.replace("xml_", "xml:", 1) if name.startswith("xml_") else name.rstrip("_").replace("_", "-")
