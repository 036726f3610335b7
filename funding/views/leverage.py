"""Layers of money side by side, and the entries beside the hub's own money."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.exports_beside import leverage_table
from funding.forms_beside import OutsideMoneyForm
from funding.models import OutsideMoney
from funding.overviews.leverage import Chosen, leverage
from funding.services import leverage as services
from initiatives.overviews.plain_history import history_of
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.services import history
from stakeholders.undoing import undoing_for


def visible(request: PortfolioRequest, pk: int) -> OutsideMoney:
    """The entry, when the reader's circle reaches it; raises Http404 otherwise."""
    rows = OutsideMoney.objects.seen_with(request.access).select_related("portfolio")
    return get_object_or_404(rows, pk=pk)


def _done(request: PortfolioRequest, text: str, change: Change | None) -> HttpResponse:
    undo = reverse("funding:outside-undo", args=[request.portfolio.slug, change.pk]) if change else ""
    toast(request, text, undo=undo)
    return redirect("funding:leverage", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def layers(request: PortfolioRequest) -> HttpResponse:
    """Own money, partners', induced elsewhere and context, side by side; below, the entries that are asked for."""
    chosen = Chosen.read(request.GET)
    page = leverage(request.access, chosen, in_full="all" in request.GET)
    context = {"page": page, "chosen": chosen, "layer_choices": OutsideMoney.Layer.choices,
               "sureness_choices": OutsideMoney.Sureness.choices}  # fmt: skip
    return render_page(
        request, "funding/leverage/page.html", context, fragment="funding/leverage/layers.html", target="money-layers"
    )


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def leverage_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The entries that the address asks for, as a file."""
    page = leverage(request.access, Chosen.read(request.GET), in_full=True)
    return download(leverage_table(page), format=format, name=f"{request.portfolio.slug}-leverage")


@in_portfolio(Permission.FUND)
def outside_new(request: PortfolioRequest) -> HttpResponse:
    """Tell of money beside the hub's own."""
    form = OutsideMoneyForm(posted(request), access=request.access, initial={"layer": request.GET.get("layer", "")})
    if form.is_bound and form.is_valid():
        services.tell(portfolio=request.portfolio, values=form.cleaned_data, by=request.user)
        return _done(request, _("It is told."), None)
    context = {"form": form, "title": _("Money beside our own"), "button": _("Add it")}
    return render_page(request, "funding/leverage/form.html", context, status=422 if form.is_bound else 200)


@in_portfolio(Permission.FUND)
def outside_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change what was told."""
    row = visible(request, pk)
    form = OutsideMoneyForm(posted(request), instance=row, access=request.access)
    if form.is_bound and form.is_valid():
        change = services.mend(row=row, values=form.cleaned_data, by=request.user)
        return _done(request, _("Saved.") if change else _("Nothing was changed."), change)
    context = {"form": form, "title": _("Edit: %(who)s") % {"who": row.who}, "button": _("Save"), "row": row}
    return render_page(request, "funding/leverage/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.FUND)
def outside_remove(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take an entry away, with a way back."""
    return _done(request, _("It is removed."), services.remove(row=visible(request, pk), by=request.user))


@require_POST
@in_portfolio(Permission.FUND)
def outside_undo(request: PortfolioRequest, change: int) -> HttpResponse:
    """Take back the last edit of an entry, or its removal."""
    kind = ContentType.objects.get_for_model(OutsideMoney)
    edit = get_object_or_404(Change, pk=change, portfolio=request.portfolio, content_type=kind)
    with undoing_for(request):
        if edit.kind == Change.Kind.DELETED:
            services.bring_back(change=edit, by=request.user)
        else:
            history.undo(change=edit, by=request.user)
    return redirect("funding:leverage", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.FUND)
def outside_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what of an entry, and when."""
    row = visible(request, pk)
    found = history_of(row, request.access, after=request.GET.get("after", ""))
    context = {"row": row, "edits": found.edits, "older": found.older}
    return render_page(request, "funding/leverage/history.html", context)
