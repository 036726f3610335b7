"""Who may do what in a portfolio: one screen of roles, and the decorators that every view wears."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from stakeholders.models import ROLE_CIRCLES, Circle, Membership, Portfolio, Role, User

P = ParamSpec("P")


class Permission(StrEnum):
    """What somebody may do in a portfolio."""

    READ = "read"
    SEE_PEOPLE = "see people"
    SEE_FUNDING = "see funding"
    TAKE_PART = "take part"
    RAISE = "raise a challenge"
    POST = "post"
    EDIT = "edit"
    CURATE = "curate"
    IMPORT = "import"
    MAKE_SENSE = "make sense"
    FUND = "fund"
    MANAGE = "manage"


READING = frozenset({Permission.READ})
MEMBERS_READING = READING | {
    Permission.SEE_PEOPLE, Permission.SEE_FUNDING, Permission.TAKE_PART, Permission.RAISE
}  # fmt: skip

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.STEWARD: frozenset(Permission),
    Role.CONTRIBUTOR: MEMBERS_READING | {Permission.POST, Permission.EDIT},
    Role.FUNDER: MEMBERS_READING,
    Role.OBSERVER: MEMBERS_READING,
}

ROLE_SENTENCES: dict[str, Promise] = {
    Role.STEWARD: _("Tends the portfolio: frames, imports, connects, makes sense of it, and invites people."),
    Role.CONTRIBUTOR: _(
        "Posts updates and learning, raises challenges, and edits the initiatives of their own organisations."
    ),
    Role.FUNDER: _(
        "Sees where money went, what it made possible and the learning released to funders; raises challenges."
    ),
    Role.OBSERVER: _("Reads along, raises challenges, and has a say in the shared intent like everybody with a role."),
}

REFUSAL = _("Your role here does not include this. A steward of %(portfolio)s can change that: %(stewards)s.")


@dataclass(frozen=True)
class Access:
    """What one user may do and see in one portfolio. `role` is empty for those who only read what is public."""

    portfolio: Portfolio
    user: User | AnonymousUser
    role: str
    permissions: frozenset[Permission]
    circles: frozenset[str]

    def may(self, permission: Permission) -> bool:
        """Say whether the role includes the permission."""
        return permission in self.permissions

    @property
    def is_steward(self) -> bool:
        return self.role == Role.STEWARD

    @property
    def can(self) -> dict[str, bool]:
        """The permissions for templates: `access.can.make_sense`."""
        return {permission.name.lower(): permission in self.permissions for permission in Permission}


class PortfolioRequest(HttpRequest):
    """A request whose portfolio was found and whose user may do what the view asks for."""

    portfolio: Portfolio
    access: Access
    user: Any
    htmx: HtmxDetails


def access_for(user: User | AnonymousUser, portfolio: Portfolio) -> Access | None:
    """Return what the user may do here, or None when they may not know that the portfolio exists."""
    membership = Membership.objects.filter(portfolio=portfolio, user_id=user.pk).first() if user.pk else None
    if membership:
        role = membership.role
        return Access(portfolio, user, role, ROLE_PERMISSIONS[role], ROLE_CIRCLES[role])
    if portfolio.is_open:
        return Access(portfolio, user, "", READING, frozenset({Circle.PUBLIC}))
    return None


def steward_access(portfolio: Portfolio) -> Access:
    """What whoever tends this portfolio may see, for work that no person asked for."""
    return Access(portfolio, AnonymousUser(), Role.STEWARD, ROLE_PERMISSIONS[Role.STEWARD], ROLE_CIRCLES[Role.STEWARD])


def refusal(portfolio: Portfolio) -> PermissionDenied:
    """Return the refusal that names who can grant access."""
    stewards = Membership.objects.filter(portfolio=portfolio).stewards().select_related("user")[:3]
    names = ", ".join(str(membership.user) for membership in stewards) or "–"
    return PermissionDenied(REFUSAL % {"portfolio": portfolio.name, "stewards": names})


View = Callable[..., HttpResponseBase]


def in_portfolio(
    permission: Permission,
) -> Callable[[Callable[Concatenate[PortfolioRequest, P], HttpResponseBase]], View]:
    """Find `<portfolio_slug>`, check the role, and hand the view a request with `portfolio` and `access`.

    Raises Http404 for a portfolio that the user may not see and PermissionDenied for one where the role does
    not include `permission`; somebody who is not signed in is asked to sign in.
    """

    def decorate(view: Callable[Concatenate[PortfolioRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: PortfolioRequest, portfolio_slug: str, **kwargs: Any) -> HttpResponseBase:
            portfolio = Portfolio.objects.filter(slug=portfolio_slug).first()
            access = access_for(request.user, portfolio) if portfolio else None
            if access is None and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if portfolio is None or access is None:
                raise Http404
            request.portfolio, request.access = portfolio, access
            if not access.may(permission):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if not access.role:
                    raise Http404
                raise refusal(portfolio)
            return view(request, **kwargs)  # type: ignore[call-arg]

        guarded.access_mark = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(reason: str) -> Callable[[View], View]:
    """Mark a view as open to everyone, with the reason."""

    def decorate(view: View) -> View:
        view.access_mark = f"open: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate


def signed_in(view: View) -> View:
    """Mark a view as open to every signed-in user, who sees only what is their own."""
    guarded = login_required(view)
    guarded.access_mark = "signed in"  # type: ignore[attr-defined]
    return guarded


def portfolio_for(user: User | AnonymousUser, slug: str, permission: Permission) -> Access:
    """The same rule for callers without a view (API, tasks); raises Http404 or PermissionDenied."""
    portfolio = get_object_or_404(Portfolio.objects.visible_to(user), slug=slug)
    access = access_for(user, portfolio)
    if access is None or (not access.may(permission) and not access.role):
        raise Http404
    if not access.may(permission):
        raise refusal(portfolio)
    return access
