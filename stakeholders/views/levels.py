"""Where a portfolio belongs: asking a wider one, answering those who ask, parting, and what is told further up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.around import around
from stakeholders.forms import posted
from stakeholders.forms.levels import AnswerForm, JoinForm, PartForm, ShareForm
from stakeholders.models import Change, NestingRequest, Portfolio
from stakeholders.policies import Refused
from stakeholders.services import levels

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@PAGE_AND_FORM
@in_portfolio(Permission.MANAGE)
def level_settings(request: PortfolioRequest) -> HttpResponse:
    """What this one is part of, and what is told further up."""
    portfolio = request.portfolio
    form = ShareForm(posted(request), initial={"shares_up": portfolio.shares_up})
    if request.method == "POST" and form.is_valid():
        levels.share(portfolio=portfolio, shares_up=form.cleaned_data["shares_up"], by=request.user)
        toast(request, _("Saved. It holds from now on."))
        return redirect("stakeholders:level-settings", portfolio.slug)
    context = {"form": form, "tab": "levels", "around": around(request.access)}
    status = 422 if form.errors else 200
    return render_page(request, "stakeholders/levels/settings.html", context, status=status)


@PAGE_AND_FORM
@in_portfolio(Permission.MANAGE)
def level_join(request: PortfolioRequest) -> HttpResponse:
    """Ask a wider portfolio to take this one in."""
    form = JoinForm(posted(request), access=request.access)
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        try:
            asked = levels.ask(
                portfolio=request.portfolio, parent=parent, by=request.user, note=form.cleaned_data["note"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            is_in = asked.status == NestingRequest.Status.ACCEPTED
            text = _("This is part of %(name)s now.") if is_in else _("The stewards of %(name)s are asked.")
            toast(request, text % {"name": parent.name})
            return redirect("stakeholders:level-settings", request.portfolio.slug)
    context = {"form": form, "tab": "levels"}
    return render_page(request, "stakeholders/levels/join.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def level_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    asked = get_object_or_404(NestingRequest, pk=pk, portfolio=request.portfolio)
    try:
        levels.withdraw(request=asked, by=request.user)
        toast(request, _("The request is taken back."))
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("stakeholders:level-settings", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.MANAGE)
def level_answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a portfolio in that asks for it, or say not now."""
    asked = get_object_or_404(NestingRequest.objects.select_related("portfolio"), pk=pk, parent=request.portfolio)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        toast(request, _("Choose whether to take it in or not."), level=messages.ERROR)
        return redirect("levels", request.portfolio.slug)
    is_yes = form.cleaned_data["verdict"] == "accept"
    act = levels.accept if is_yes else levels.decline
    try:
        act(request=asked, by=request.user, answer=form.cleaned_data["answer"])
        text = _("%(name)s is part of this now.") if is_yes else _("%(name)s is told that it can’t be now.")
        toast(request, text % {"name": asked.portfolio.name})
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("levels", request.portfolio.slug)


@PAGE_AND_FORM
@in_portfolio(Permission.MANAGE)
def level_leave(request: PortfolioRequest) -> HttpResponse:
    """Leave the wider portfolio."""
    parent = request.portfolio.parent
    if parent is None:
        toast(request, _("This is not part of a wider portfolio."))
        return redirect("stakeholders:level-settings", request.portfolio.slug)
    return _parting(request, request.portfolio, parent)


@PAGE_AND_FORM
@in_portfolio(Permission.MANAGE)
def level_release(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let a portfolio go that is part of this one."""
    child = get_object_or_404(Portfolio, pk=pk, parent=request.portfolio)
    return _parting(request, child, request.portfolio)


def _parting(request: PortfolioRequest, child: Portfolio, parent: Portfolio) -> HttpResponse:
    """Ask once more, then part, with a way back."""
    form = PartForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change = levels.part(portfolio=child, by=request.user, why=form.cleaned_data["why"])
        undo = reverse("stakeholders:level-undo", args=[request.portfolio.slug, change.pk]) if change else ""
        toast(request, _("%(child)s stands on its own now.") % {"child": child.name}, undo=undo)
        return redirect("levels", request.portfolio.slug)
    context = {"form": form, "child": child, "parent": parent, "is_ours": child.pk == request.portfolio.pk}
    return render_page(request, "stakeholders/levels/part.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def level_undo(request: PortfolioRequest, change: int) -> HttpResponse:
    """Undo one's own parting, from either side."""
    edit = get_object_or_404(Change.objects.filter(by=request.user, fields__has_key="parent"), pk=change)
    sides = (edit.object_id, edit.fields["parent"][0])
    if not isinstance(edit.target, Portfolio) or request.portfolio.pk not in sides:
        toast(request, _("This can’t be undone from here."), level=messages.ERROR)
        return redirect("levels", request.portfolio.slug)
    try:
        parent = levels.come_back(change=edit, by=request.user)
        toast(request, _("Back under %(name)s.") % {"name": parent.name})
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("levels", request.portfolio.slug)
