"""Saying how two initiatives hang together, and editing what was said."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from initiatives.forms.connections import ConnectionForm
from initiatives.models import Connection, Initiative
from initiatives.overviews.connections.ends import candidates, end_of, ends_of
from initiatives.overviews.connections.page import find
from initiatives.policies_connections import may_change, may_connect
from initiatives.services.connection_rules import AlreadySaid
from initiatives.tied import Asked, asked
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.connections.acts import done
from initiatives.wording_connections import verb
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted

Parts = list[tuple[Asked, forms.Form]]


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def connection_new(request: PortfolioRequest) -> HttpResponse:
    """Choose two initiatives, and say what one does for the other."""
    here, other = (end_of(request.access, request.GET.get(name, "")) for name in ("source", "target"))
    if here is None or other is None or here == other:
        return choosing(request, here or other)
    may_connect(request.access, here, other).enforce()
    form = ConnectionForm(
        posted(request), access=request.access, here=here,
        instance=Connection(portfolio=request.portfolio, source=here, target=other),
        suggested=request.GET.get("kind", ""), statement=request.GET.get("statement", ""),
    )  # fmt: skip
    parts: Parts = [(part, part.form(posted(request), access=request.access, ends=(here, other))) for part in asked]
    twin = None
    if form.is_bound and all([form.is_valid(), *(part.is_valid() for _asked, part in parts)]):
        try:
            return said(request, form, parts)
        except AlreadySaid as error:
            twin = error.twin if error.is_seen else None
            refuse(form, error)
        except ValidationError as error:
            refuse(form, error)
    return shown(request, form, here, other, parts=parts, twin=twin)


def choosing(request: PortfolioRequest, chosen: Initiative | None) -> HttpResponse:
    """A search for the first, or for the other."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {
        "chosen": ends_of(request.access, chosen)[chosen.pk] if chosen else None,
        "ends": candidates(request.access, query, beside=chosen),
        "query": query,
        "kind": request.GET.get("kind", ""),
    }
    return render_page(
        request, "initiatives/connections/choose.html", context,
        fragment="initiatives/connections/partials/ends.html", target="connection-ends",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def said(request: PortfolioRequest, form: ConnectionForm, parts: Parts) -> HttpResponse:
    """Write all of it, or nothing."""
    with transaction.atomic():
        form.save_for(by=request.user, portfolio=request.portfolio)
        for part, fields in parts:
            try:
                part.save(fields, connection=form.instance, by=request.user)
            except ValidationError as error:
                refuse(fields, error)
                raise ValidationError(_("Nothing is saved yet: look at the evidence below.")) from None
    toast(request, _("The connection stands on both pages."))
    return HttpResponseRedirect(form.instance.get_absolute_url())


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def connection_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say it in another way."""
    connection = find(request.access, pk)
    may_change(request.access, connection).enforce()
    here, other = connection.source, connection.target
    form = ConnectionForm(posted(request), access=request.access, instance=connection)
    news: list[News] = []
    if form.is_bound and form.is_valid():
        try:
            change, news = form.save_for(by=request.user, portfolio=request.portfolio)
            if not news:
                return done(request, form.instance, change, _("Saved."))
        except ValidationError as error:
            refuse(form, error)
    return shown(request, form, here, other, connection=find(request.access, pk), news=news)


def shown(
    request: PortfolioRequest, form: ConnectionForm, here: Initiative, other: Initiative, *,
    connection: Connection | None = None, news: list[News] | None = None, parts: Parts | None = None,
    twin: Connection | None = None,
) -> HttpResponse:  # fmt: skip
    """The form on its page; beside a new one what is said of the two already."""
    ends = ends_of(request.access, here, other)
    known = Connection.objects.none()
    if connection is None:
        rows = Connection.objects.visible_to(request.user).of(here.pk).of(other.pk)
        known = rows.select_related("portfolio", "source", "target")
    context: dict[str, Any] = {
        "form": form, "from_end": ends[here.pk], "to_end": ends[other.pk], "connection": connection, "news": news,
        "parts": parts or [], "twin": twin, "known": [(verb(row.kind), row) for row in known],
    }  # fmt: skip
    status = 409 if news else 422 if form.is_bound else 200
    return render_page(request, "initiatives/connections/form.html", context, status=status)
