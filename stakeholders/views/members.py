"""Who is at the table: members, their roles, and who speaks for whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import ROLE_SENTENCES, Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.people import InviteForm, RoleForm, WhyForm
from stakeholders.models import Membership
from stakeholders.overviews import people
from stakeholders.policies import Refused, why_not_without_steward
from stakeholders.services import members


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def member_list(request: PortfolioRequest) -> HttpResponse:
    """Everybody with a role here; stewards also invite."""
    return members_page(request, InviteForm(portfolio=request.portfolio))


def members_page(
    request: PortfolioRequest, form: InviteForm, *, status: int = 200, lines: list[str] | None = None, sent: int = 0
) -> HttpResponse:
    """The members' page around a form for invitations; `lines` say what became of addresses just pasted."""
    context = {
        "people": people(request.access),
        "form": form,
        "lines": lines or [],
        "sent": sent,
        "sentences": ROLE_SENTENCES,
        "tab": "members",
    }
    return render_page(request, "stakeholders/members.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def role(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    membership = get_object_or_404(request.portfolio.memberships.select_related("user", "portfolio"), pk=pk)
    form = RoleForm(posted(request), initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            changed = members.change_role(membership=membership, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            what = {"person": membership.user, "role": changed.get_role_display()}
            toast(request, _("%(person)s: %(role)s.") % what)
            return _to_members(request, membership)
    context = {"membership": membership, "form": form, "why_not": why_not_without_steward(membership), "tab": "members"}
    return render_page(request, "stakeholders/member_role.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def remove(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then take the role away."""
    membership = get_object_or_404(request.portfolio.memberships.select_related("user", "portfolio"), pk=pk)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            members.remove(membership=membership, by=request.user, **form.cleaned_data)
            toast(request, _("%(person)s has no role here any more.") % {"person": membership.user})
        except Refused as refusal:
            toast(request, str(refusal), level=messages.ERROR)
        return _to_members(request, membership)
    context = {"membership": membership, "form": form, "why_not": why_not_without_steward(membership), "tab": "members"}
    return render_page(request, "stakeholders/member_remove.html", context)


def _to_members(request: PortfolioRequest, membership: Membership) -> HttpResponse:
    """Back to the list; whoever is no longer a member goes where they may read."""
    is_still_here = Membership.objects.filter(portfolio=request.portfolio, user=request.user).exists()
    return redirect("stakeholders:members", request.portfolio.slug) if is_still_here else redirect("home")
