"""What speaks for a connection and against it: a panel of its page, adding a piece, taking one away."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Connection
from initiatives.overviews.connections.page import find
from initiatives.policies_connections import may_change
from initiatives.views.acts import refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_ties import AddEvidenceForm, logs_about
from sensemaking.models import LearningLog, TieEvidence
from sensemaking.overviews.tie_evidence import evidence_of
from sensemaking.services import ties
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.forms import posted
from stakeholders.models import Change

FOUND = 30


@require_safe
@in_portfolio(Permission.READ)
def connection_evidence(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Both sides, as a part of the connection's page and as a page."""
    connection = find(request.access, pk)
    may = bool(may_change(request.access, connection))
    shown = evidence_of(request.access, connection, may_change=may)
    context = {"connection": connection, "evidence": shown, "may_change": may}
    return render_page(
        request, "sensemaking/ties/evidence.html", context, fragment="sensemaking/ties/partials/evidence.html",
        target="tie-evidence",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.EDIT)
def connection_evidence_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Add a learning log with its words, or an observation."""
    connection = find(request.access, pk)
    may_change(request.access, connection).enforce()
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    chosen = _chosen(request)
    logs = logs_about(request.access, (connection.source_id, connection.target_id))
    if query or chosen:
        seen = LearningLog.objects.seen_with(request.access).defer("search")
        ids = seen.matching(query).order_by("-happened_on", "-pk").values_list("pk", flat=True)[:FOUND] if query else ()
        logs = logs | seen.filter(pk__in=[*ids, *([chosen.pk] if chosen else [])])
    logs = logs.exclude(pk__in=connection.evidence.filter(log__isnull=False).values("log"))
    form = AddEvidenceForm(posted(request), logs=logs, chosen=chosen.pk if chosen else 0)
    if form.is_bound and form.is_valid():
        try:
            ties.add_evidence(connection=connection, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _told(request, connection, _("It stands beside the connection."))
    context = {"connection": connection, "form": form, "query": query, "chosen": chosen}
    return render_page(request, "sensemaking/ties/new.html", context, status=422 if form.is_bound else 200)


def _chosen(request: PortfolioRequest) -> LearningLog | None:
    """The log that the address names, if it can be read here."""
    given = request.GET.get("log", "")
    if not given.isdecimal() or len(given) > 18:
        return None
    found: LearningLog | None = LearningLog.objects.seen_with(request.access).filter(pk=int(given)).first()
    return found


def _told(request: PortfolioRequest, connection: Connection, text: str) -> HttpResponse:
    """Back to the connection, with a way to take it back."""
    change = Change.objects.of(connection).standing().first()
    undo = reverse("initiatives:connection-undo", args=[request.portfolio.slug, change.pk]) if change else ""
    toast(request, text, undo=undo)
    return redirect(connection.get_absolute_url())


@require_POST
@in_portfolio(Permission.EDIT)
def connection_evidence_remove(request: PortfolioRequest, pk: int, piece: int) -> HttpResponse:
    """Take one piece away: stewards any, others what they added."""
    connection = find(request.access, pk)
    may_change(request.access, connection).enforce()
    rows = TieEvidence.objects.visible_to(request.user).select_related("connection", "combination")
    row = get_object_or_404(rows, pk=piece, connection=connection)
    if not request.access.is_steward and row.by_id != request.user.pk:
        raise refusal(request.portfolio)
    ties.remove_evidence(evidence=row, by=request.user)
    return _told(request, connection, _("It is taken away."))
