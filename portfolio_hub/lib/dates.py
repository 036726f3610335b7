"""How days and moments read on a page: 18 November, 3 days ago."""

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def local(value: date | datetime) -> date | datetime:
    """A moment in the city's own time; a day as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime | None) -> str:
    """18 November; with the year when it is not this one."""
    if value is None:
        return ""
    is_this_year = value.year == timezone.localdate().year
    pattern = pgettext("date format", "j F") if is_this_year else pgettext("date format", "j F Y")
    return dateformat.format(local(value), pattern)


def day_short(value: date | datetime | None) -> str:
    """18 Nov; Nov 2024 when it is not this year."""
    if value is None:
        return ""
    is_this_year = value.year == timezone.localdate().year
    return dateformat.format(local(value), pgettext("date format", "j M") if is_this_year else "M Y")


def day_full(value: date | datetime | None) -> str:
    """18 November 2026."""
    return dateformat.format(local(value), pgettext("date format", "j F Y")) if value else ""


def month(value: date | datetime | None) -> str:
    """November 2026."""
    return dateformat.format(local(value), "F Y") if value else ""


def moment(value: datetime | None) -> str:
    """21 November 2026, 09:40."""
    return dateformat.format(local(value), pgettext("date format", "j F Y, H:i")) if value else ""


def ago(value: date | datetime | None) -> str:
    """3 days ago, as people say it."""
    if value is None:
        return _("never")
    seen = local(value)
    days = (timezone.localdate() - (seen.date() if isinstance(seen, datetime) else seen)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 60:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    months = days // 30
    if months < 24:
        return ngettext("%(months)d month ago", "%(months)d months ago", months) % {"months": months}
    years = days // 365
    return ngettext("%(years)d year ago", "%(years)d years ago", years) % {"years": years}
