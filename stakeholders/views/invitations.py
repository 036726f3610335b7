"""Invitations: what stewards send, and what the invited see."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import ROLE_SENTENCES, Permission, PortfolioRequest, in_portfolio, open_to_all
from stakeholders.forms import posted
from stakeholders.forms.people import InviteForm, NewcomerForm
from stakeholders.models import Invitation, User
from stakeholders.policies import Refused
from stakeholders.services import invitations
from stakeholders.views.members import members_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
@in_portfolio(Permission.MANAGE)
def invite(request: PortfolioRequest) -> HttpResponse:
    """Ask the pasted addresses; pieces that are no address stay in the form."""
    form = InviteForm(request.POST, portfolio=request.portfolio)
    if not form.is_valid():
        return members_page(request, form, status=422)
    facts = {name: form.cleaned_data[name] for name in ("role", "organisation", "note")}
    try:
        result = invitations.invite(
            portfolio=request.portfolio, addresses=form.pasted.addresses, by=request.user, **facts
        )
    except Refused as refusal:
        form.add_error("addresses", str(refusal))
        return members_page(request, form, status=422)
    lines = _report(result, form.pasted.repeated)
    if form.pasted.malformed:
        return _with_rest(request, form, lines, len(result.on_their_way))
    for text in [*_sent(result), *lines]:
        toast(request, text)
    return redirect("stakeholders:members", request.portfolio.slug)


def _sent(result: invitations.Invited) -> list[str]:
    count = len(result.on_their_way)
    if not count:
        return []
    return [
        ngettext("Invitations are on their way to %d address.", "Invitations are on their way to %d addresses.", count)
        % count
    ]


def _report(result: invitations.Invited, repeated: tuple[str, ...]) -> list[str]:
    """What became of the addresses that get no letter, one sentence each."""
    return [
        *(_("%(email)s is a member already.") % {"email": email} for email in result.members),
        *(_("%(email)s has an invitation that is still open.") % {"email": email} for email in result.waiting),
        *(_("%(email)s stood there more than once.") % {"email": email} for email in repeated),
    ]


def _with_rest(request: PortfolioRequest, form: InviteForm, lines: list[str], sent: int) -> HttpResponse:
    """Show the form again with only the pieces that could not be read."""
    rest = InviteForm(
        {**request.POST.dict(), "addresses": "\n".join(form.pasted.malformed)}, portfolio=request.portfolio
    )
    rest.full_clean()
    rest.errors.clear()
    for piece in form.pasted.malformed:
        rest.add_error("addresses", _("“%(piece)s” is not an e-mail address.") % {"piece": piece})
    return members_page(request, rest, status=422, lines=lines, sent=sent)


@require_POST
@in_portfolio(Permission.MANAGE)
def resend(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Send the letter once more, with a new link."""
    invitation = get_object_or_404(request.portfolio.invitations, pk=pk)
    try:
        invitations.resend(invitation=invitation, by=request.user)
        toast(request, _("A new invitation is on its way to %(email)s.") % {"email": invitation.email})
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("stakeholders:members", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.MANAGE)
def revoke(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation; its link opens nothing any more."""
    invitation = get_object_or_404(request.portfolio.invitations, pk=pk)
    try:
        invitations.revoke(invitation=invitation, by=request.user)
        toast(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("stakeholders:members", request.portfolio.slug)


@open_to_all("whoever holds the mailed link was asked to come")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation, and take the answer."""
    found = get_object_or_404(Invitation.objects.select_related("portfolio", "organisation", "invited_by"), token=token)
    if not found.is_open:
        return _closed(request, found)
    is_theirs = request.user.is_authenticated and request.user.email.lower() == found.email
    if request.user.is_authenticated:
        return _accept(request, found) if is_theirs and request.method == "POST" else _page(request, found, is_theirs)
    has_account = User.objects.filter(email__iexact=found.email).exists()
    if has_account:
        return _page(request, found, is_theirs, needs_sign_in=True)
    return _newcomer(request, found)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        invitations.accept(invitation=found, user=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect("people:invitation", found.token)
    return _welcome(request, found)


def _newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewcomerForm(posted(request), email=found.email, initial={"name": found.name})
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, False, form=form, status=422 if form.is_bound else 200)
    try:
        user = invitations.accept_as_newcomer(invitation=found, **form.cleaned_data)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect("people:invitation", found.token)
    login(request, user, backend=BACKEND)
    return _welcome(request, found)


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    role = found.get_role_display()
    toast(request, _("Welcome to %(portfolio)s. Your role: %(role)s.") % {"portfolio": found.portfolio, "role": role})
    return redirect(found.portfolio)


def _page(request: HttpRequest, found: Invitation, is_theirs: bool, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "invitation": found,
        "sentence": ROLE_SENTENCES[found.role],
        "is_theirs": is_theirs,
        "here": reverse("people:invitation", args=[found.token]),
        **extra,
    }
    return render_page(request, "stakeholders/invitation.html", context, status=status)


def _closed(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Say why the link opens nothing, and who can help."""
    return render_page(request, "stakeholders/invitation_closed.html", {"invitation": found}, status=410)
