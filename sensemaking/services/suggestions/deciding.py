"""Accepting and dismissing what the hub suggests: one person decides, and it stays so until somebody takes it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Connection, Initiative
from initiatives.services import connections
from initiatives.services.connection_rules import AlreadySaid
from sensemaking.models import ConnectionSuggestion, LearningLog
from sensemaking.services import ties
from sensemaking.services.suggestions import weighing
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history

Status = ConnectionSuggestion.Status
STATEMENT_CHARS = 300


class Decided(Refused):
    """Somebody has decided this one already; `suggestion` is as it stands now."""

    def __init__(self, suggestion: ConnectionSuggestion) -> None:
        self.suggestion = suggestion
        who = suggestion.decided_by or _("Somebody")
        words = {
            Status.ACCEPTED: _("%(who)s has accepted this one already. It is a connection now."),
            Status.DISMISSED: _("%(who)s has dismissed this one already."),
        }
        super().__init__(words.get(Status(suggestion.status), _("This one waits again.")) % {"who": who})


@transaction.atomic
def accept(
    *, suggestion: ConnectionSuggestion, by: User, kind: str | None = None, statement: str | None = None,
    from_first: bool | None = None,
) -> Connection:  # fmt: skip
    """Make it a connection with the cited logs as its evidence; what is not given is taken as proposed.

    Raises Decided when somebody else was quicker, ValidationError when the two can't be connected so. Two that
    somebody connected in this way meanwhile stay connected, and the logs are added there.
    """
    row = _decide(suggestion, by, Status.ACCEPTED)
    kind = kind or row.kind
    first_leads = row.from_first if from_first is None else from_first
    source, target = (row.first, row.second) if first_leads else (row.second, row.first)
    try:
        with transaction.atomic():
            made = connections.say(
                portfolio=row.portfolio, source=source, target=target, kind=kind, by=by,
                statement=(statement or "")[:STATEMENT_CHARS],
            )  # fmt: skip
    except AlreadySaid as said:
        if not said.twin.holds:
            raise
        made = said.twin
    _cite(row, made, by)
    row.connection = made
    row.save(update_fields=["connection"])
    _keep(row, by, ["open", "accepted"])
    weighing.learn(row)
    return made


def _cite(row: ConnectionSuggestion, made: Connection, by: User) -> None:
    """Let the connection rest on the logs that the suggestion cited, as far as whoever accepts may see them."""
    there = set(ties.of_tie(made).values_list("log", flat=True))
    seen = LearningLog.objects.visible_to(by).exclude(status=LearningLog.Status.DRAFT).values("pk")
    for cited in row.citations.filter(log__in=seen).exclude(log__in=there - {None}).select_related("log"):
        quote = cited.quote if cited.log.says(cited.quote) else ""
        ties.add_evidence(connection=made, by=by, log=cited.log, quote=quote)


@transaction.atomic
def dismiss(*, suggestion: ConnectionSuggestion, by: User, why: str) -> None:
    """Remember that it is none, with one of three reasons; raises Decided when somebody else was quicker."""
    if why not in ConnectionSuggestion.Dismissal.values:
        raise ValueError(f"{why} is no reason for a dismissal.")
    row = _decide(suggestion, by, Status.DISMISSED, dismissal=why)
    _keep(row, by, ["open", "dismissed"], dismissal=["", why])
    weighing.learn(row)


@transaction.atomic
def reopen(*, suggestion: ConnectionSuggestion, by: User) -> None:
    """Take a decision back: the pair waits again, and the connection it made goes, with its words in the history.

    Raises Refused when somebody has worked on that connection since, or when it waits already.
    """
    row = _held(suggestion)
    if row.is_open:
        raise Refused(_("This one waits already."))
    made, was = row.connection, row.status
    if made is not None:
        if made.edit > 1 or not made.holds:
            raise Refused(_("Somebody has worked on the connection since. End or refute it there."))
        connections.delete(connection=made, by=by, why=_("The suggestion waits again."))
    weighing.learn(row, forget=True)
    before = row.dismissal
    row.status, row.dismissal, row.decided_at, row.decided_by, row.connection = Status.OPEN, "", None, None, None
    row.save(update_fields=["status", "dismissal", "decided_at", "decided_by", "connection"])
    _keep(row, by, [was, "open"], **({"dismissal": [before, ""]} if before else {}))


def _decide(suggestion: ConnectionSuggestion, by: User, status: str, dismissal: str = "") -> ConnectionSuggestion:
    """Claim the decision by one conditional update; raises Decided when it is not open any more."""
    row = _held(suggestion)
    waiting = ConnectionSuggestion.objects.filter(pk=row.pk).open()
    if not waiting.update(status=status, dismissal=dismissal, decided_at=timezone.now(), decided_by=by):
        row.refresh_from_db()
        raise Decided(row)
    row.refresh_from_db()
    return row


def _held(suggestion: ConnectionSuggestion) -> ConnectionSuggestion:
    """The row as it is now; a search that writes meanwhile comes before, or after. Raises Refused when it is gone."""
    Portfolio.objects.select_for_update(no_key=True).get(pk=suggestion.portfolio_id)
    two = Initiative.objects.filter(pk__in=(suggestion.first_id, suggestion.second_id)).order_by("pk")
    list(two.select_for_update(no_key=True).values_list("pk"))
    rows = ConnectionSuggestion.objects.select_for_update(of=("self",))
    related = ("portfolio", "first", "second", "decided_by", "connection")
    row: ConnectionSuggestion | None = rows.select_related(*related).filter(pk=suggestion.pk).first()
    if row is None:
        raise Refused(_("This is not suggested any more: something about the two has changed."))
    return row


def _keep(row: ConnectionSuggestion, by: User | None, status: list[str], **more: list[str]) -> None:
    fields = {"status": status, **more}
    history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.portfolio)


@transaction.atomic
def settle_merged(*, source: int, target: int, by: User | None) -> None:
    """Where the hub asked whether two are one, they are now: that is accepted."""
    first, second = sorted((source, target))
    rows = ConnectionSuggestion.objects.filter(first=first, second=second).open()
    for row in rows.select_for_update(of=("self",)).select_related("portfolio"):
        row.status, row.decided_at, row.decided_by = Status.ACCEPTED, timezone.now(), by
        row.save(update_fields=["status", "decided_at", "decided_by"])
        _keep(row, by, ["open", "accepted"])
        weighing.learn(row)
