"""What the shell around every page needs: where we are, where one can go, how it should look."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portfolio_hub.navigation import DESTINATIONS, Destination, Page, place_of
from portfolio_hub.views.shell import THEME_COOKIE, THEMES
from stakeholders.access import Access, Permission
from stakeholders.models import Portfolio


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
    def place(self) -> tuple[Destination, Page] | None:
        """The destination and the page of it that the reader is in."""
        match = self.request.resolver_match
        return place_of(match.view_name) if match else None

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """The destinations that this reader may open, with the one they are in marked."""
        here = self.place[0] if self.place else None
        links = ((item, self.link(item.view, item.permission)) for item in DESTINATIONS)
        return [{"label": item.label, "url": url, "is_current": item is here} for item, url in links if url]

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """The pages of the destination that the reader is in, where there are several."""
        if self.place is None or self.access is None:
            return []
        destination, here = self.place
        offered = [page for page in destination.pages if page is here or page.is_for(self.access.role)]
        links = ((page, self.link(page.view, page.permission)) for page in offered)
        found = [{"label": page.label, "url": url, "is_current": page is here} for page, url in links if url]
        return found if len(found) > 1 else []

    @property
    def post_url(self) -> str:
        return self.link("sensemaking:post", Permission.POST)

    @property
    def words_url(self) -> str:
        return self.link("sensemaking:words", Permission.POST)

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

    @cached_property
    def switcher(self) -> list[tuple[Portfolio, int]]:
        """This portfolio and the reader's others, each under the one that it is part of, with how deep it stands."""
        rows = sorted([*([self.portfolio] if self.portfolio else []), *self.other_portfolios], key=lambda row: row.name)
        return list(nested(rows))

    @property
    def levels_url(self) -> str:
        return self.link("levels")

    @property
    def figures_at(self) -> datetime:
        """When the figures of this page were counted: they are counted as it is made."""
        return timezone.now()


def nested(rows: list[Portfolio]) -> Iterator[tuple[Portfolio, int]]:
    """The portfolios in an order in which each follows the one that it is part of, if that is among them."""
    ids = {row.pk for row in rows}
    waiting = [(row, 0) for row in reversed(rows) if row.parent_id not in ids]
    while waiting:
        row, depth = waiting.pop()
        yield row, depth
        waiting += [(inner, depth + 1) for inner in reversed(rows) if inner.parent_id == row.pk]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of the page, and the portfolio and access that the view found, or None."""
    return {
        "shell": Shell(request),
        "portfolio": getattr(request, "portfolio", None),
        "access": getattr(request, "access", None),
    }
