"""Dots of the matrix, drawn as SVG: size is the expected contribution, fill is how well it is known."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.impact.matrix import counted_words, judgement_words

register = template.Library()
register.filter("judgement_words", judgement_words)
register.filter("counted_words", counted_words)

BOX = 32
ALIKE = 1.25
"""A diamond that is so much taller than a circle is as large."""
RADII = {"small": 5.5, "medium": 9.0, "large": 13.0}


def nothing(box: int) -> SafeString:
    """The mark of nothing judged."""
    return format_html(
        '<svg class="ph-impact-dot" width="{b}" height="{b}" viewBox="0 0 {b} {b}" aria-hidden="true">'
        '<circle class="ph-dot-none" cx="{m}" cy="{m}" r="1"/></svg>',
        b=box, m=box / 2,
    )  # fmt: skip


NOTHING = nothing(BOX)


@register.simple_tag
def impact_dot(size: str = "", evidence: str = "", harm: Any = False, box: int = BOX) -> SafeString:
    """A dot, or a diamond for what works against the concern; without a size the mark of nothing judged.

    The words beside it say the same, so screen readers skip the drawing.
    """
    if size not in RADII:
        return NOTHING if box == BOX else nothing(box)
    radius = RADII[size] if box == BOX else min(RADII[size], box / 2 - 1.5)
    middle = box / 2
    left, outline = _diamond(middle, min(radius * ALIKE, middle - 1)) if harm else _circle(middle, radius)
    half = format_html('<path class="ph-dot-half" d="{}"/>', left) if evidence == "early" else ""
    return format_html(
        '<svg class="ph-impact-dot" width="{b}" height="{b}" viewBox="0 0 {b} {b}" aria-hidden="true">'
        '<path class="ph-dot-{evidence}" d="{outline}"/>{half}</svg>',
        b=box, evidence=evidence, outline=outline, half=half,
    )  # fmt: skip


def _circle(middle: float, radius: float) -> tuple[str, str]:
    """The left half and the whole."""
    top, low = middle - radius, middle + radius
    left = f"M{middle} {top}A{radius} {radius} 0 0 0 {middle} {low}"
    return f"{left}Z", f"{left}A{radius} {radius} 0 0 0 {middle} {top}Z"


def _diamond(middle: float, radius: float) -> tuple[str, str]:
    """The same for what works against it."""
    top, low = middle - radius, middle + radius
    left = f"M{middle} {top}L{top} {middle}L{middle} {low}"
    return f"{left}Z", f"{left}L{low} {middle}Z"
