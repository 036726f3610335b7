"""Marks that only pages of sense-making draw."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sensemaking.netting import Quarter, columns

register = template.Library()

HEIGHT = 72
DOT, COLUMN = 10, 3
QUARTER_GAP = 8
PULL_WIDTH, PULL_HEIGHT = 560, 44
HIGHEST = 6


@register.simple_tag
def column_bar(count: int, most: int, css: str = "ph-bar-fill") -> SafeString:
    """Draw a column as high as the count is against the most; the number stands below it as text."""
    height = max(round(count / most * HEIGHT), 2) if count else 1
    return format_html(
        '<svg class="ph-bar" height="{}" aria-hidden="true"><rect class="{}" x="15%" y="{}" width="70%" height="{}" '
        'rx="2"/></svg>',
        HEIGHT, css, HEIGHT - height, height,
    )  # fmt: skip


@register.simple_tag
def pull_dots(against: int, helping: int) -> SafeString:
    """Draw one dot for each initiative, left those for whom it stands in the way, right those whom it helps."""
    floor, most = PULL_HEIGHT - 8, PULL_WIDTH // (2 * DOT) * COLUMN - COLUMN
    left = [(at // COLUMN * DOT + 5, floor - at % COLUMN * DOT - 6) for at in range(min(against, most))]
    right = [(PULL_WIDTH - at // COLUMN * DOT - 5, floor - at % COLUMN * DOT - 6) for at in range(min(helping, most))]
    dots = format_html_join("", '<circle cx="{}" cy="{}" r="4"/>', [*left, *right])
    return format_html(
        '<svg class="ph-pull-dots" viewBox="0 0 {w} {h}" aria-hidden="true"><path d="M0 {y}H{w}M{m} {y2}v9"/>'
        "{dots}</svg>",
        w=PULL_WIDTH, h=PULL_HEIGHT, y=floor, y2=floor - 4, m=PULL_WIDTH // 2, dots=dots,
    )  # fmt: skip


@register.simple_tag
def net_bars(quarters: Sequence[Quarter], width: int = 150, height: int = 44) -> SafeString:
    """Draw each quarter: what was opened above the line, what was taken up or closed below; the numbers stand beside.

    The last quarter is the one that runs, and darker.
    """
    wide = max((width + QUARTER_GAP) // max(len(quarters), 1) - QUARTER_GAP, 4)
    drawn = columns(quarters, width=width, height=height, gap=QUARTER_GAP)
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>',
        (
            (
                "ph-bar-fill" if at == len(drawn) - 1 else "ph-net-opened", bar.x, bar.up_y, wide, bar.up,
                "ph-bar-short" if at == len(drawn) - 1 else "ph-net-done", bar.x, bar.down_y, wide, bar.down,
            )
            for at, bar in enumerate(drawn)
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="ph-net" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">{bars}</svg>',
        w=width, h=height, bars=bars,
    )  # fmt: skip


@register.simple_tag
def pole_dots(steps: Sequence[int]) -> SafeString:
    """Draw the logs between two poles as dots, three in a row on each step; where many stand a dot is several."""
    each = dots_each(steps)
    wide, rows = PULL_WIDTH / len(steps), -(-max(-(-count // each) for count in steps) // COLUMN)
    floor = rows * DOT + 8
    dots = []
    for at, count in enumerate(steps):
        start = round(wide * (at + 0.5) - COLUMN * DOT / 2 + DOT / 2)
        dots += [(start + one % COLUMN * DOT, floor - one // COLUMN * DOT - 8) for one in range(-(-count // each))]
    return format_html(
        '<svg class="ph-pull-dots" viewBox="0 0 {w} {h}" aria-hidden="true"><path d="M0 {y}H{w}M{m} {y2}v9"/>'
        "{dots}</svg>",
        w=PULL_WIDTH, h=floor + 8, y=floor, y2=floor - 4, m=PULL_WIDTH // 2,
        dots=format_html_join("", '<circle cx="{}" cy="{}" r="4"/>', dots),
    )  # fmt: skip


@register.filter
def dots_each(steps: Sequence[int]) -> int:
    """How many logs one dot stands for, so that no pile grows higher than it should."""
    return max(1, -(-max(steps) // (COLUMN * HIGHEST)))
