"""Marks that only pages of sense-making draw."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

HEIGHT = 72


@register.simple_tag
def column_bar(count: int, most: int, css: str = "ph-bar-fill") -> SafeString:
    """Draw a column as high as the count is against the most; the number stands below it as text."""
    height = max(round(count / most * HEIGHT), 2) if count else 1
    return format_html(
        '<svg class="ph-bar" height="{}" aria-hidden="true"><rect class="{}" x="15%" y="{}" width="70%" height="{}" '
        'rx="2"/></svg>',
        HEIGHT, css, HEIGHT - height, height,
    )  # fmt: skip
