"""Bars of money, drawn as SVG: solid is flexible, outline is earmarked."""

from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from funding.charts_series import quarter_words
from funding.overviews import InitiativeMoney

register = template.Library()
register.filter("quarter", quarter_words)
HEIGHT = 10


@register.filter
def rate(value: Decimal) -> str:
    """An exchange rate with all decimals that say something: 1.19, 0.0061."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if (get_language() or "").startswith("de") else text


@register.simple_tag
def flexible_bar(flexible: Decimal, committed: Decimal, scale: Decimal) -> SafeString:
    """A bar as long as the vehicle is large (against `scale`), solid where its money is flexible."""
    whole = float(committed / scale * 100) if scale else 0.0
    solid = float(flexible / scale * 100) if scale else 0.0
    return format_html(
        '<svg class="ph-bar" height="{h}" aria-hidden="true">'
        '<rect class="ph-bar-outline" y="0.5" width="{whole}%" height="{inner}" rx="2"/>'
        '<rect class="ph-bar-fill" y="0.5" width="{solid}%" height="{inner}" rx="2"/></svg>',
        h=HEIGHT,
        inner=HEIGHT - 1,
        whole=f"{whole:.1f}",
        solid=f"{solid:.1f}",
    )


@register.simple_tag
def money_bar(money: InitiativeMoney) -> SafeString:
    """The vehicles of one initiative side by side, each as wide as its share, the flexible ones first."""
    start, parts = 0.0, []
    for line, amount in sorted(money.lines, key=lambda part: not part[0].is_mostly_flexible):
        width = float(amount / money.total * 100)
        css = "ph-bar-fill" if line.is_mostly_flexible else "ph-bar-outline"
        parts.append((css, f"{start:.2f}", f"{max(width - (0.6 if start + width < 99.99 else 0), 0.2):.2f}", line.name))
        start += width
    rects = format_html_join(
        "", '<rect class="{}" x="{}%" width="{}%" height="14" rx="2"><title>{}</title></rect>', parts
    )
    return format_html('<svg class="ph-bar" height="14" aria-hidden="true">{}</svg>', rects)
