"""Tags and filters of every template: icons, numbers, money, dates, small marks. Loaded as builtins."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portfolio_hub.lib import dates, formats, marks
from portfolio_hub.lib.formats import Number
from portfolio_hub.lib.markdown import to_html
from portfolio_hub.lib.toasts import undo_address

register = template.Library()

UNKNOWN_ICON = "circle-dashed"


@cache
def icon_names() -> frozenset[str]:
    """The icons that the sprite holds."""
    drawn = (settings.BASE_DIR / "static" / "vendor" / "icons.svg").read_text()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', drawn))


@register.simple_tag
@lru_cache(maxsize=2048)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration that screen readers skip."""
    address = f"{static('vendor/icons.svg')}#{name if name in icon_names() else UNKNOWN_ICON}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = f"ph-icon {css}" if css else "ph-icon"
    return format_html('<svg class="{}" {}><use href="{}"/></svg>', classes, spoken, address)


def language() -> str:
    """The language numbers are written in."""
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def number(value: Number | None, decimals: int | None = None) -> str:
    """2946 → 2,946; nothing known → –."""
    return "–" if value is None else formats.number(value, language(), decimals)


@register.filter
def signed(value: Number | None) -> str:
    """9 → +9."""
    return "–" if value is None else formats.signed(value, language())


@register.filter
def money(amount: Number | None, currency: str = "EUR") -> str:
    """186400000 → €186.4m."""
    return "–" if amount is None else formats.money(amount, currency, language())


@register.filter
def money_even(amount: Number | None, currency: str = "EUR") -> str:
    """64000000 → €64.0m, so that the decimals of a column stand below each other."""
    return "–" if amount is None else formats.money(amount, currency, language(), even=True)


@register.filter
def money_exact(amount: Number | None, currency: str = "EUR") -> str:
    """186400000 → €186,400,000."""
    return "–" if amount is None else formats.money(amount, currency, language(), exact=True)


@register.filter
def currency_sign(currency: str) -> str:
    """EUR → €."""
    return formats.sign(currency)


@register.filter
def percent_of(part: Number | None, whole: Number | None) -> str:
    """71.9|percent_of:186.4 → 39%."""
    return "–" if part is None or whole is None else formats.percent(part, whole, language())


@register.filter
def initials(name: object) -> str:
    """Noor Adeyemi → NA."""
    return formats.initials(str(name))


@register.filter
def heat(count: int) -> str:
    """The class of a heat cell: 7 → ph-heat-3."""
    return f"ph-heat-{formats.heat_step(count)}"


STYLES: dict[str, Callable[[Any], str]] = {
    write.__name__: write
    for write in (dates.day, dates.day_short, dates.day_full, dates.month, dates.moment, dates.ago)
}
for name, write in STYLES.items():
    register.filter(name, write)


@register.simple_tag
def when(value: date | datetime | None, style: str = "day") -> SafeString:
    """A `<time>` element, styled as one of the date filters: day, day_short, day_full, month, moment, ago."""
    if value is None:
        return mark_safe("")
    machine = dates.local(value).isoformat(**({"timespec": "minutes"} if isinstance(value, datetime) else {}))
    return format_html('<time datetime="{}">{}</time>', machine, STYLES[style](value))


@register.simple_tag
def sparkline(
    values: Sequence[float], label: str = "", width: int = 128, height: int = 40, area: bool = False
) -> SafeString:
    """Draw a line through the values with a dot at its end; the label says what it shows."""
    drawn = marks.spark(values, width, height)
    if drawn is None:
        return mark_safe("")
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    under = format_html('<polygon class="ph-spark-area" points="{}"/>', drawn.area) if area else ""
    return format_html(
        '<svg class="ph-spark" width="{w}" height="{h}" viewBox="0 0 {w} {h}" {spoken}>{under}'
        '<polyline class="ph-spark-line" points="{points}"/>'
        '<circle class="ph-spark-end" cx="{x}" cy="{y}" r="3.5"/></svg>',
        w=width, h=height, spoken=spoken, under=under, points=drawn.points, x=drawn.end_x, y=drawn.end_y,
    )  # fmt: skip


@register.simple_tag
def share_bar(part: Number, whole: Number, tick: Number | None = None, css: str = "", height: int = 8) -> SafeString:
    """Draw a part of a whole as a bar, with a tick where enough or a floor is. The numbers stand beside it as text."""
    filled = marks.share(float(part), float(whole))
    mark = ""
    if tick is not None:
        at = marks.share(float(tick), float(whole))
        mark = format_html('<rect class="ph-bar-tick" x="{}%" y="-4" width="2" height="{}"/>', at, height + 8)
    return format_html(
        '<svg class="ph-bar" height="{h}" aria-hidden="true"><rect class="ph-bar-track" width="100%" height="{h}" '
        'rx="2"/><rect class="{css}" width="{w}%" height="{h}" rx="2"/>{mark}</svg>',
        h=height, w=filled, css=css or "ph-bar-fill", mark=mark,
    )  # fmt: skip


@register.simple_tag
def stacked_bar(parts: Sequence[dict[str, Any]], height: int = 18) -> SafeString:
    """Draw parts side by side. A part is `{"count", "label", "css"}`; the label is its tooltip."""
    segments = marks.stacked([float(part["count"]) for part in parts])
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" height="{}" rx="2"><title>{}</title></rect>',
        (
            (part["css"], segment.x, segment.width, height, part.get("label", ""))
            for part, segment in zip(parts, segments, strict=True)
            if segment.width
        ),
    )
    return format_html('<svg class="ph-bar" height="{}" aria-hidden="true">{}</svg>', height, drawn)


@register.inclusion_tag("components/stage_bar.html")
def stage_bar(stages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Draw initiatives by stage with their counts. A stage is `{"key", "label", "count", "url"}`."""
    parts = [
        {"count": stage["count"], "label": f"{stage['label']}: {stage['count']}",
         "css": f"ph-bar-stage ph-stage-{stage['key']}"}
        for stage in stages
    ]  # fmt: skip
    return {"stages": stages, "parts": parts}


@register.filter
def as_json(value: object) -> str:
    """JSON for a data attribute; the template escapes it."""
    return escape(json.dumps(value, separators=(",", ":"), default=str))


@register.filter
def undo(message: Message) -> str:
    """The address a message's Undo posts to, or nothing."""
    return undo_address(message.extra_tags)


@register.filter
def markdown(text: str) -> SafeString:
    """People's Markdown as safe HTML."""
    return to_html(text)
