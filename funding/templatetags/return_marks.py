"""Tied and flexible money drawn side by side: outline is tied, solid is flexible, as on every page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from funding.overviews.freedom import Measure, Side
from funding.overviews.freedom import trust as trust_of

register = template.Library()
HEIGHT, LEAST = 12, 0.6


@register.filter
def trust(count: int) -> str:
    """How much a number from so many rows tells."""
    return trust_of(count)


@register.filter
def at(sides: tuple[Side, Side], place: int) -> Side:
    """The side at a place."""
    return sides[place]


@register.simple_tag
def side_bar(measure: Measure, side: int) -> SafeString:
    """A bar for a number; for days, one from the first to the third quarter with a mark at the median."""
    scale, value = measure.scale, measure.values[side]
    if not scale or value is None:
        return _drawn()
    kind = "ph-bar-fill" if side else "ph-bar-outline"
    spread = measure.ranges[side] or (0, value)
    start, end = (float(one) / scale * 100 for one in spread)
    bar = format_html(
        '<rect class="{}" x="{}%" y="1" width="{}%" height="{}" rx="2"/>',
        kind, f"{start:.1f}", f"{max(end - start, LEAST):.1f}", HEIGHT - 2,
    )  # fmt: skip
    return _drawn(bar, _mark(float(value) / scale * 100) if measure.is_days else SafeString())


def _drawn(*marks: SafeString) -> SafeString:
    """The marks on a line as long as the scale."""
    line = format_html('<rect class="ph-bar-track" y="{}" width="100%" height="2"/>', HEIGHT / 2 - 1)
    return format_html(
        '<svg class="ph-bar" height="{}" aria-hidden="true">{}{}</svg>',
        HEIGHT,
        line,
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


def _mark(at: float) -> SafeString:
    return format_html('<circle class="ph-bar-tick" cx="{}%" cy="{}" r="4"/>', f"{at:.1f}", HEIGHT / 2)
