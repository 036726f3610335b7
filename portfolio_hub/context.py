"""What the shell around every page needs: where we are, where one can go, how it should look."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio_hub.views.shell import THEME_COOKIE, THEMES
from stakeholders.access import Access, Permission
from stakeholders.models import Portfolio

INTENT_PAGES = tuple(
    f"stakeholders:{name}"
    for name in ("intent", "comment-", "suggestion-", "endors", "threshold", "polic", "position", "braid")
)
SETTINGS_PAGES = ("settings", "member", "invit", "frame", "link")


@dataclass(frozen=True)
class Destination:
    """A page that the top bar leads to."""

    label: str | Promise
    view: str
    permission: Permission = Permission.READ
    pages: tuple[str, ...] = ()
    """How the names of its other pages begin, with their namespace, where an app has several destinations."""


DESTINATIONS = (
    Destination(_("Overview"), "overview"),
    Destination(_("Initiatives"), "initiatives:list"),
    Destination(_("Sense-making"), "sensemaking:home"),
    Destination(_("Intent"), "intent", pages=INTENT_PAGES),
    Destination(_("Funding"), "funding:overview", Permission.SEE_FUNDING),
    Destination(_("Directory"), "stakeholders:directory"),
)


class Shell:
    """The frame of one page. Nothing here asks the database until a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.portfolio: Portfolio | None = getattr(request, "portfolio", None)
        self.access: Access | None = getattr(request, "access", None)
        self.user = getattr(request, "user", None)
        chosen = request.COOKIES.get(THEME_COOKIE, "")
        self.theme = chosen if chosen in THEMES else ""
        self.themes = THEMES
        self.languages = settings.LANGUAGES

    def link(self, view: str, permission: Permission = Permission.READ) -> str:
        """The address of a page of this portfolio, or nothing for those who may not open it."""
        if self.portfolio is None or self.access is None or not self.access.may(permission):
            return ""
        return reverse(view, args=[self.portfolio.slug])

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """The destinations that this reader may open, with the one they are in marked."""
        links = ((item, self.link(item.view, item.permission)) for item in DESTINATIONS)
        return [{"label": item.label, "url": url, "is_current": self.is_in(item)} for item, url in links if url]

    def is_in(self, destination: Destination) -> bool:
        """Say whether the page belongs to the destination: by its name, or by its app; settings pages left out."""
        match = self.request.resolver_match
        if match is None:
            return False
        if match.view_name == destination.view or match.view_name.startswith(destination.pages):
            return True
        app, _colon, _name = destination.view.rpartition(":")
        claimed = tuple(page for other in DESTINATIONS for page in other.pages)
        return (
            bool(app)
            and match.namespace == app
            and not match.view_name.startswith(claimed)
            and not (match.url_name or "").startswith(SETTINGS_PAGES)
        )

    @property
    def post_url(self) -> str:
        return self.link("sensemaking:post", Permission.POST)

    @property
    def settings_url(self) -> str:
        return self.link("stakeholders:settings", Permission.MANAGE)

    @property
    def search_url(self) -> str:
        return self.link("search")

    @property
    def download_url(self) -> str:
        return self.link("download-data")

    @property
    def counting_url(self) -> str:
        return reverse("how-we-count")

    @property
    def accessibility_url(self) -> str:
        return reverse("accessibility")

    @property
    def profile_url(self) -> str:
        return reverse("people:profile")

    @property
    def tokens_url(self) -> str:
        return reverse("people:tokens")

    @cached_property
    def other_portfolios(self) -> list[Portfolio]:
        """Up to twenty other portfolios in which the reader has a role, for the switcher."""
        if self.user is None or not self.user.is_authenticated:
            return []
        mine = Portfolio.objects.of_member(self.user).order_by("name")
        return list(mine.exclude(pk=self.portfolio.pk)[:20] if self.portfolio else mine[:20])

    @property
    def figures_at(self) -> datetime:
        """When the figures of this page were counted: they are counted as it is made."""
        return timezone.now()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of the page, and the portfolio and access that the view found, or None."""
    return {
        "shell": Shell(request),
        "portfolio": getattr(request, "portfolio", None),
        "access": getattr(request, "access", None),
    }
