"""Which encoding a text file is in, and how text that was once misread is repaired."""

import codecs
import re
from functools import partial
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.tabular.errors import WrongEncoding

# Offered on the page; the first word is how people know it.
ENCODINGS: dict[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows Western (cp1252)",
    "mac_roman": "Mac Roman",
    "iso8859-15": "Latin 9 (ISO 8859-15)",
    "cp1250": "Windows Central European (cp1250)",
    "cp1251": "Windows Cyrillic (cp1251)",
    "cp437": "DOS (cp437)",
    "shift_jis": "Shift JIS",
    "gb18030": "Chinese (GB 18030)",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
_SAMPLE = 200_000
_LIKELY = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ€£§°·«»‘’“”–—…•©®™×½¼²³µ¿¡\xa0")
_CAPITAL_IN_WORD = re.compile("[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]")


def detect(stream: BinaryIO) -> str:
    """The most likely encoding of a text; UTF-8 is proven, the rest is weighed by what it would read like."""
    head = stream.read(4)
    stream.seek(0)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    sample = stream.read(4096)
    stream.seek(0)
    if (wide := _utf16_without_bom(sample)) is not None:
        return wide
    suspects = _bytes_that_are_not_utf8(stream)
    return "utf-8" if suspects is None else _weigh(suspects)


def _utf16_without_bom(sample: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in nearly every second byte."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > half * 0.6 else None


def _bytes_that_are_not_utf8(stream: BinaryIO) -> bytes | None:
    """None when the whole stream is UTF-8, else a sample of the lines that hold more than ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        stream.seek(0)
        lines = (line for line in stream if not line.isascii())
        sample = bytearray()
        for line in lines:
            sample += line
            if len(sample) > _SAMPLE:
                break
        return bytes(sample)
    return None


def _weigh(sample: bytes) -> str:
    """Choose between the Western single-byte encodings; ask charset-normalizer when none reads well."""
    scores = {name: _plausibility(sample, name) for name in ("cp1252", "mac_roman", "iso8859-15")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.5:
        return best
    guess = from_bytes(sample[:20_000]).best()
    return guess.encoding if guess is not None else best


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of the non-ASCII characters that Western text uses, less capitals in the middle of words."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    foreign = [char for char in text if ord(char) > 127]
    likely = sum(char in _LIKELY for char in foreign)
    return (likely - 1.5 * len(_CAPITAL_IN_WORD.findall(text))) / max(len(foreign), 1)


def label(encoding: str) -> str:
    """The name people know an encoding by."""
    plain = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    return ENCODINGS.get(plain, encoding)


def checked(encoding: str) -> str:
    """The encoding if Python can read it, else a sentence."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise WrongEncoding(_("“%(name)s” is not an encoding we can read.") % {"name": encoding}) from error


_MISREAD = re.compile("(?:√|Ã|Â|â€|‚Ä|¬)[^\x00-\x1f]")


def _repaired_match(encoding: str, match: re.Match[str]) -> str:
    return _repaired(match.group(), encoding)


def repair(text: str) -> str:
    """Undo UTF-8 that was once read as Mac Roman or Windows Western ("INSTANTAN√âE" → "INSTANTANÉE").

    Text in which nothing looks misread, or in which the repair does not work out, stays as it is.
    """
    if not _MISREAD.search(text):
        return text
    repairs = [pattern.sub(partial(_repaired_match, encoding), text) for encoding, pattern in _PIECES.items()]
    return max((text, *repairs), key=_reads_well)


def _reads_well(text: str) -> int:
    """Less for every character that a misreading leaves behind, and for marks without a letter."""
    return -sum(ord(char) > 127 and not (char in _LIKELY or char.isalpha()) for char in text) - len(
        _MISREAD.findall(text)
    )


def _repaired(piece: str, encoding: str) -> str:
    try:
        return piece.encode(encoding).decode("utf-8")
    except UnicodeError:
        return piece


def _pieces(encoding: str) -> re.Pattern[str]:
    """Runs of characters that stand for the bytes of one multi-byte UTF-8 character."""

    def these(first: int, last: int) -> str:
        chars = bytes(range(first, last + 1)).decode(encoding, "ignore")
        return "[" + re.escape(chars) + "]"

    tail = these(0x80, 0xBF)
    return re.compile(f"{these(0xC2, 0xDF)}{tail}|{these(0xE0, 0xEF)}{tail}{{2}}|{these(0xF0, 0xF4)}{tail}{{3}}")


_PIECES = {name: _pieces(name) for name in ("mac_roman", "cp1252")}
