"""The end of a combination, its beginning anew, deleting it, and taking edits back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.combinations import EndForm
from initiatives.overviews.combinations.page import combination_page, find
from initiatives.services import combinations as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.combinations.editing import told
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def combination_end(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say that it is over, and why."""
    found = find(request.access, pk)
    form = EndForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            change = services.end(combination=found, by=request.user, **form.values)
            told(request, found, change, _("It is over. What was tried stays."))
            return HttpResponseRedirect(found.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
    context = {"form": form, "combination": found}
    return render_page(request, "initiatives/combinations/end.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.CURATE)
def combination_reopen(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say that it holds again."""
    found = find(request.access, pk)
    told(request, found, services.reopen(combination=found, by=request.user), _("It holds again."))
    return HttpResponseRedirect(found.get_absolute_url())


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def combination_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then delete it."""
    found = find(request.access, pk)
    if request.method != "POST":
        context = {"combination": found, "page": combination_page(request.access, found)}
        return render_page(request, "initiatives/combinations/delete.html", context)
    try:
        services.delete(combination=found, by=request.user)
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
        return HttpResponseRedirect(found.get_absolute_url())
    toast(request, _("“%(name)s” is gone. Its members are as they were.") % {"name": found.name})
    return HttpResponseRedirect(reverse("initiatives:combinations", args=[request.portfolio.slug]))


@require_POST
@in_portfolio(Permission.CURATE)
def combination_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit back."""
    found = find(request.access, pk)
    edit = get_object_or_404(Change.objects.of(found), pk=change)
    with undoing_for(request):
        history.undo(change=edit, by=request.user)
    return HttpResponseRedirect(found.get_absolute_url())
