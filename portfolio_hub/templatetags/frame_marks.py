"""The body of the heat map and of its table: many cells, so they are written at once, without a tag for each."""

from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.utils.html import escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portfolio_hub.overviews.frame.heat import Cell, Frame, Row

register = template.Library()
escape = lru_cache(maxsize=4096)(lambda text: str(escaped(text)))
"""Most cells hold one of few numbers."""


@register.simple_tag
def heat_body(frame: Frame) -> SafeString:
    """Rows of shaded cells; each says its row and column to those who hear it."""
    columns = [escape(column.name) for column in frame.columns]
    spoken = {"ph-gap": escape(_("gap: start or link an initiative"))}
    return mark_safe("".join(_heat_row(row, columns, spoken, has_word=frame.has_words) for row in frame.rows))


def _heat_row(row: Row, columns: list[str], spoken: dict[str, str], *, has_word: bool) -> str:
    name = escape(row.member.name)
    cells = "".join(
        f'<td><a class="{cell.css}" href="{_address(cell)}" aria-label="{name}, {column}: '
        f'{spoken.get(cell.css) or escape(cell.text)}">{escape(cell.text)}</a></td>'
        if cell.url
        else f"<td>{_plain(cell)}</td>"
        for cell, column in zip(row.cells, columns, strict=True)
    )
    word = f'<td class="ph-heat-word ph-heat-{row.member.status}">{escape(row.member.word)}</td>' if has_word else ""
    return f"<tr>{_head(row)}{cells}{word}</tr>"


def _plain(cell: Cell) -> str:
    """A cell without a list: its sign for the eye, its word for the ear and the pointer."""
    if isinstance(cell.value, int):
        return f'<span class="{cell.css}">{cell.text}</span>'
    word = escape(cell.value)
    return (
        f'<span class="{cell.css}" title="{word}"><span aria-hidden="true">{cell.text}</span>'
        f'<span class="ph-hidden-visually">{word}</span></span>'
    )


@register.simple_tag
def frame_table_body(frame: Frame) -> SafeString:
    """The same numbers as a plain table, in which what is missing stands in words."""
    return mark_safe("".join(f"<tr>{''.join(_table_row(row, frame.has_words))}</tr>" for row in frame.rows))


def _table_row(row: Row, has_word: bool) -> Iterator[str]:
    yield _head(row)
    for cell in row.cells:
        text = escape(cell.text if isinstance(cell.value, int) or cell.url else cell.value)
        yield f'<td class="ph-num">{f"""<a href="{_address(cell)}">{text}</a>""" if cell.url else text}</td>'
    if has_word:
        yield f"<td>{escape(row.member.word)}</td>"


def _head(row: Row) -> str:
    address = row.url.replace("&", "&amp;")
    return f'<th scope="row"><a class="ph-link-quiet" href="{address}">{escape(row.member.name)}</a></th>'


def _address(cell: Cell) -> str:
    return cell.url.replace("&", "&amp;")
