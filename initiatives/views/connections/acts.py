"""Single acts on a connection: seen, refuted, ended, taken up again, deleted, undone."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives import tied
from initiatives.forms.connections import WhyForm
from initiatives.models import Connection
from initiatives.overviews.connections.page import find
from initiatives.policies_connections import may_change, may_delete
from initiatives.services import connections as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.services.history import CannotUndo


def undo_address(request: PortfolioRequest, change: Change) -> str:
    """The address that takes an edit back."""
    return reverse("initiatives:connection-undo", args=[request.portfolio.slug, change.pk])


def done(request: PortfolioRequest, connection: Connection, change: Change | None, text: str) -> HttpResponseRedirect:
    """Back to the connection with what happened, and a way to undo it."""
    undo = undo_address(request, change) if change else ""
    toast(request, text if change else _("Nothing was changed."), undo=undo)
    return HttpResponseRedirect(connection.get_absolute_url())


def changeable(request: PortfolioRequest, pk: int) -> Connection:
    """The connection, for those who may change it."""
    connection = find(request.access, pk)
    may_change(request.access, connection).enforce()
    return connection


def at_once(request: PortfolioRequest, pk: int, do: Callable[..., Change | None], text: str) -> HttpResponseRedirect:
    """An act that asks nothing."""
    connection = changeable(request, pk)
    try:
        return done(request, connection, do(connection=connection, by=request.user), text)
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    except ValidationError as error:
        toast(request, " ".join(error.messages), level=messages.ERROR)
    return HttpResponseRedirect(connection.get_absolute_url())


@require_POST
@in_portfolio(Permission.EDIT)
def connection_observe(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Somebody has seen it happen."""
    return at_once(request, pk, services.observe, _("It has been seen. What shows it? Add it as evidence."))


@require_POST
@in_portfolio(Permission.EDIT)
def connection_doubt(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Nobody has seen it after all."""
    return at_once(request, pk, services.doubt, _("It is something that people think."))


@require_POST
@in_portfolio(Permission.EDIT)
def connection_reopen(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take up again what was refuted or over."""
    return at_once(request, pk, services.reopen, _("It is taken up again, as something that people think."))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def connection_refute(request: PortfolioRequest, pk: int) -> HttpResponse:
    """It turned out not to be so."""
    words = {"title": _("Refute it"), "text": _("It stays with your reason, so that nobody has to find out again.")}
    return with_why(request, pk, services.refute, words, _("It is refuted, and stays with the reason."))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def connection_end(request: PortfolioRequest, pk: int) -> HttpResponse:
    """It held, and no longer does."""
    words = {"title": _("End it"), "text": _("It held once and no longer does. It stays with the day and the reason.")}
    return with_why(request, pk, services.end, words, _("It is over."), asks_when=True)


def with_why(
    request: PortfolioRequest, pk: int, do: Callable[..., Change | None], words: dict[str, str], text: str, *,
    asks_when: bool = False,
) -> HttpResponse:  # fmt: skip
    """An act that asks for the reason."""
    connection = changeable(request, pk)
    form = WhyForm(posted(request), asks_when=asks_when)
    if form.is_bound and form.is_valid():
        try:
            return done(request, connection, do(connection=connection, by=request.user, **form.cleaned_data), text)
        except Refused as why:
            form.add_error(None, str(why))
        except ValidationError as error:
            refuse(form, error)
    context = {"connection": connection, "form": form, **words}
    return render_page(request, "initiatives/connections/act.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def connection_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask first, say what goes along, and leave a way back."""
    connection = find(request.access, pk)
    may_delete(request.access, connection).enforce()
    if request.method == "POST":
        change = services.delete(connection=connection, by=request.user)
        toast(request, _("The connection is deleted."), undo=undo_address(request, change) if change else "")
        return redirect("initiatives:connections", request.portfolio.slug)
    pieces = tied.evidence_seen(request.access).filter(connection=connection).count()
    context = {"connection": connection, "pieces": pieces}
    return render_page(request, "initiatives/connections/delete.html", context)


@require_POST
@in_portfolio(Permission.EDIT)
def connection_undo(request: PortfolioRequest, change: int) -> HttpResponse:
    """Take back the last edit, or a deletion; stewards any, others their own."""
    kind = ContentType.objects.get_for_model(Connection)
    edit = get_object_or_404(Change, pk=change, portfolio=request.portfolio, content_type=kind)
    if not request.access.is_steward and edit.by_id != request.user.pk:
        raise refusal(request.portfolio)
    try:
        if edit.kind == Change.Kind.DELETED:
            services.bring_back(change=edit, by=request.user)
        else:
            find(request.access, edit.object_id)
            history.undo(change=edit, by=request.user)
        toast(request, _("Undone."))
        return redirect("initiatives:connection", request.portfolio.slug, edit.object_id)
    except CannotUndo as why:
        toast(request, str(why), level=messages.ERROR)
    return redirect("initiatives:connections", request.portfolio.slug)
