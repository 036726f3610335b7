"""The page on which stewards say what each commitment needs of each system."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.forms.commitments import need_name, needs_posted
from initiatives.overviews.commitments import NEEDS, needs_page
from initiatives.services import commitments as services
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change
from stakeholders.services.history import CannotUndo
from stakeholders.undoing import undoing_for


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def commitment_needs(request: PortfolioRequest) -> HttpResponse:
    """Every cell of the frame, saved together; what others changed meanwhile stays."""
    page = needs_page(request.access, services.needs_now(request.portfolio), need_name)
    if request.method == "POST":
        commitments = [commitment.pk for commitment, _cells in page.rows]
        needs = needs_posted(request.POST, commitments, [system.pk for system in page.systems])
        try:
            batch = services.set_needs(portfolio=request.portfolio, needs=needs, by=request.user)
        except ValidationError as error:
            toast(request, " ".join(error.messages), level=messages.ERROR)
        else:
            _told(request, batch)
        return redirect("initiatives:commitment-needs", request.portfolio.slug)
    return render_page(request, "initiatives/commitments/needs.html", {"page": page, "choices": NEEDS})


def _told(request: PortfolioRequest, batch: uuid.UUID | None) -> None:
    if batch is None:
        toast(request, _("Nothing was changed."))
        return
    address = reverse("initiatives:commitment-needs-undo", args=[request.portfolio.slug, batch])
    toast(request, _("What the commitments need is saved."), undo=address)


@require_POST
@in_portfolio(Permission.CURATE)
def commitment_needs_undo(request: PortfolioRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back all that was saved together."""
    change = Change.objects.in_batch(batch).filter(portfolio=request.portfolio).first()
    with undoing_for(request), transaction.atomic():
        if change is None:
            raise CannotUndo(_("There is nothing to undo."))
        services.undo(change=change, by=request.user)
    return redirect("initiatives:commitment-needs", request.portfolio.slug)
