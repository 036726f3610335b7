"""Marks that only pages of sense-making draw."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

HEIGHT = 72
DOT, COLUMN = 10, 3
PULL_WIDTH, PULL_HEIGHT = 560, 44


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
