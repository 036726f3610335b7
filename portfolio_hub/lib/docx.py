"""A small writer of DOCX: headings, paragraphs and tables, as WordprocessingML in a ZIP."""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "relationships/metadata/core-properties"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOMENT = (1980, 1, 1, 0, 0, 0)
SIZES = {"Title": 48, "Heading1": 32, "Heading2": 26, "Heading3": 22, "Quiet": 18}
"""Half points of each style."""


class Document:
    """Collects blocks in their order; `save` gives the file. The same blocks give the same bytes."""

    def __init__(self, *, language: str, title: str = "", author: str = "") -> None:
        self.language, self.title, self.author = language, title, author
        self.parts: list[str] = []

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 to 3; level 0 is the title."""
        self._paragraph(text, f"Heading{level}" if level else "Title")

    def text(self, text: str, *, is_quiet: bool = False) -> None:
        """Paragraphs, apart where the text has an empty line."""
        for part in re.split(r"\n\s*\n", text.strip()):
            if part:
                self._paragraph(part, "Quiet" if is_quiet else "Normal")

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()
    ) -> None:
        """A table whose head is repeated on every page; columns in `right` stand to the right."""
        head = "".join(_cell(title, index in right, is_head=True) for index, title in enumerate(columns))
        lines = [f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>"]
        for row in rows:
            lines.append(f"<w:tr>{''.join(_cell(text, index in right) for index, text in enumerate(row))}</w:tr>")
        grid = "<w:gridCol/>" * len(columns)
        look = '<w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
        self.parts.append(f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl><w:p/>")

    def save(self) -> bytes:
        """The file."""
        page = '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1134" w:bottom="1304" w:left="1134" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'  # noqa: E501
        spaces = f'xmlns:w="{W}" xmlns:r="{OFFICE}"'
        body = f"{HEAD}<w:document {spaces}><w:body>{''.join(self.parts)}{page}</w:body></w:document>"
        files = {
            "[Content_Types].xml": _types(),
            "_rels/.rels": _relations(
                (f"{OFFICE}/officeDocument", "word/document.xml"), (f"{PACKAGE}/{CORE}", "docProps/core.xml")
            ),
            "docProps/core.xml": self._about(),
            "word/document.xml": body,
            "word/_rels/document.xml.rels": _relations(
                (f"{OFFICE}/styles", "styles.xml"), (f"{OFFICE}/footer", "footer1.xml")
            ),
            "word/footer1.xml": self._footer(),
            "word/styles.xml": self._styles(),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                info = zipfile.ZipInfo(name, MOMENT)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text)
        return out.getvalue()

    def _paragraph(self, text: str, style: str) -> None:
        self.parts.append(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>')

    def _about(self) -> str:
        """What file managers and screen readers say of the file: its title, author and language."""
        words = f"<dc:title>{_plain(self.title)}</dc:title><dc:creator>{_plain(self.author)}</dc:creator>"
        spaces = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        language = f"<dc:language>{_plain(self.language)}</dc:language>"
        return f"{HEAD}<cp:coreProperties {spaces}>{words}{language}</cp:coreProperties>"

    def _footer(self) -> str:
        """The title, and at the right the number of the page and of all pages."""
        number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        whole = '<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        tab = '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>'
        middle = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
        words = f"{_run(self.title)}<w:r><w:tab/></w:r>{number}{middle}{whole}"
        return f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Quiet"/>{tab}</w:pPr>{words}</w:p></w:ftr>'

    def _styles(self) -> str:
        """Named styles, so that readers find the headings, and whoever edits the file can restyle it at once."""
        base = f'<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/><w:lang w:val="{escape(self.language)}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'  # noqa: E501
        normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        line = '<w:{0} w:val="single" w:sz="4" w:color="DDE4E1"/>'
        borders = "".join(line.format(side) for side in ("top", "bottom", "insideH"))
        table = f'<w:style w:type="table" w:styleId="Lines"><w:name w:val="Lines"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>'  # noqa: E501
        named = "".join(_style(name, size) for name, size in SIZES.items())
        return f'{HEAD}<w:styles xmlns:w="{W}">{base}{normal}{named}{table}</w:styles>'


def _style(name: str, size: int) -> str:
    level = int(name[-1]) - 1 if name[-1].isdigit() else None
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    shown = f"heading {level + 1}" if level is not None else name
    keep = "" if name == "Quiet" else '<w:keepNext/><w:spacing w:before="240" w:after="80"/>'
    bold = "" if name == "Quiet" else "<w:b/>"
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:pPr>{keep}{outline}</w:pPr><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _cell(text: str, is_right: bool, *, is_head: bool = False) -> str:
    side = '<w:pPr><w:jc w:val="right"/></w:pPr>' if is_right else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p>{side}{_run(text, is_bold=is_head)}</w:p></w:tc>'


def _run(text: str, *, is_bold: bool = False) -> str:
    """Words without what XML forbids; a new line stays one."""
    lines = FORBIDDEN.sub("", text).split("\n")
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if is_bold else ''}{said}</w:r>"


def _plain(text: str) -> str:
    return escape(FORBIDDEN.sub("", text))


def _types() -> str:
    kinds = (("document", "document.main"), ("styles", "styles"), ("footer1", "footer"))
    own = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>' for name, kind in kinds)
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    about = f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{rels}{xml}{own}{about}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    """Relations in their order: rId1, rId2."""
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'
