"""Adding and editing commitments, their order and their end, and taking edits back."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.forms.commitments import CommitmentForm, RetireForm
from initiatives.models import PolicyCommitment
from initiatives.overviews.commitments import find
from initiatives.policies import may_serve
from initiatives.services import commitments as services
from initiatives.services import serving
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.undoing import undoing_for

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def commitment_new(request: PortfolioRequest) -> HttpResponse:
    """Add a promise; what it needs is said next."""
    row = PolicyCommitment(portfolio=request.portfolio, created_by=request.user)
    form = CommitmentForm(posted(request), instance=row, access=request.access)
    if form.is_bound and form.is_valid():
        row.order = services.next_order(request.portfolio)
        return _saved(request, form)
    return _form_page(request, form, 422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def commitment_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit a promise; when somebody else has meanwhile, show what changed and keep what was typed."""
    form = CommitmentForm(posted(request), instance=find(request.access, pk), access=request.access)
    if form.is_bound and form.is_valid():
        return _saved(request, form)
    return _form_page(request, form, 422 if form.is_bound else 200)


def _saved(request: PortfolioRequest, form: CommitmentForm) -> HttpResponse:
    is_new = form.instance.pk is None
    try:
        with transaction.atomic():
            change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    except IntegrityError:
        form.add_error("title", _("There is a commitment of this title already."))
        return _form_page(request, form, 422)
    if news:
        return _form_page(request, form, 409, news=news)
    if is_new:
        toast(request, _("The commitment stands in the portfolio. Say next which systems it needs."))
    else:
        told(request, form.instance, change, _("Saved."))
    return redirect(form.instance.get_absolute_url())


def _form_page(request: PortfolioRequest, form: CommitmentForm, status: int, **more: object) -> HttpResponse:
    stored = PolicyCommitment.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {"form": form, "commitment": stored, **more}
    return render_page(request, "initiatives/commitments/form.html", context, status=status)


def told(request: PortfolioRequest, commitment: PolicyCommitment, change: Change | None, text: str) -> None:
    """Say that an edit is written, with a way back."""
    if change is None:
        toast(request, _("Nothing was changed."))
        return
    address = reverse("initiatives:commitment-undo", args=[request.portfolio.slug, commitment.pk, change.pk])
    toast(request, text, undo=address)


@require_POST
@in_portfolio(Permission.CURATE)
def commitment_move(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Move a commitment one step up or down."""
    services.move(commitment=find(request.access, pk), up=request.POST.get("to") == "up", by=request.user)
    return HttpResponseRedirect(f"{reverse('initiatives:commitments', args=[request.portfolio.slug])}#order")


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def commitment_retire(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say why it is no longer pursued, or pursue it again."""
    commitment = find(request.access, pk)
    form = RetireForm(posted(request))
    if request.method == "POST" and commitment.retired_on:
        change = services.take_up_again(commitment=commitment, by=request.user)
        told(request, commitment, change, _("It is pursued again."))
        return redirect(commitment.get_absolute_url())
    if form.is_bound and form.is_valid():
        change = services.retire(commitment=commitment, by=request.user, **form.cleaned_data)
        told(request, commitment, change, _("It is no longer counted. What was done for it stays."))
        return redirect(commitment.get_absolute_url())
    context = {"form": form, "commitment": commitment}
    return render_page(request, "initiatives/commitments/retire.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def commitment_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Delete a commitment on which nothing hangs."""
    commitment = find(request.access, pk)
    if request.method == "POST":
        try:
            services.delete(commitment=commitment, by=request.user)
        except Refused as reason:
            toast(request, str(reason), level=messages.ERROR)
            return redirect(commitment.get_absolute_url())
        toast(request, _("“%(title)s” is gone.") % {"title": commitment.title})
        return redirect("initiatives:commitments", request.portfolio.slug)
    context = {"commitment": commitment, "serving": commitment.services.count()}
    return render_page(request, "initiatives/commitments/delete.html", context)


@require_POST
@in_portfolio(Permission.EDIT)
def commitment_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit; stewards any, others what they did for an initiative they may edit."""
    commitment = find(request.access, pk)
    edit = get_object_or_404(Change.objects.of(commitment), pk=change)
    if not request.access.may(Permission.CURATE) and not _is_own(request, edit):
        raise refusal(request.portfolio)
    with undoing_for(request):
        services.undo(change=edit, by=request.user)
    return redirect(commitment.get_absolute_url())


def _is_own(request: PortfolioRequest, edit: Change) -> bool:
    """Whether the edit is this person's, and only about services of initiatives that they may still edit."""
    touched = serving.initiatives_in(edit)
    return edit.by_id == request.user.pk and bool(touched) and all(may_serve(request.access, row) for row in touched)
