"""What speaks for connections and combinations, or against them: learning logs with their words, and observations."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.followers import Follower, followers
from initiatives.models import Combination, Connection, Initiative
from initiatives.services import connections
from initiatives.services.connections_merging import twins
from initiatives.tied import EVIDENCE, tied
from sensemaking.models import LearningLog, Rethink, TieEvidence
from stakeholders.access import Access
from stakeholders.models import Change, User
from stakeholders.services import history

KEPT = ("log_id", "quote", "note", "url", "speaks_against", "observed_on", "by_id")
THOUGHT = ("log_id", "why", "verdict", "note", "by_id", "decided_at", "created_at")


@transaction.atomic
def add_evidence(
    *, by: User | None, connection: Connection | None = None, combination: Combination | None = None,
    log: LearningLog | None = None, quote: str = "", note: str = "", url: str = "", speaks_against: bool = False,
    observed_on: date | None = None,
) -> TieEvidence:  # fmt: skip
    """Say what speaks for a connection or a combination (give one of the two), or against it.

    Raises ValidationError for a log that `by` may not see or that stands there already, for words that are not in
    the log, and for an observation without words.
    """
    tie = _held(connection, combination)
    before = _keep(tie)
    piece = TieEvidence(
        connection=connection, combination=combination, log=log, quote=quote.strip(), note=note.strip(), url=url,
        speaks_against=speaks_against, by=by,
    )  # fmt: skip
    if log is not None:
        _refuse_log(tie, log, piece.quote, by)
        piece.observed_on = log.happened_on
    elif not piece.note:
        raise ValidationError({"note": _("Choose a learning log, or say what was observed.")})
    if observed_on is not None:
        piece.observed_on = observed_on
    piece.full_clean(exclude=["connection", "combination", "log", "by"], validate_constraints=False)
    piece.save()
    _note(tie, before, by)
    return piece


@transaction.atomic
def remove_evidence(*, evidence: TieEvidence, by: User | None) -> Change | None:
    """Take one piece away; the history keeps it."""
    tie = _held(evidence.connection, evidence.combination)
    before = _keep(tie)
    evidence.delete()
    return _note(tie, before, by)


def _held(connection: Connection | None, combination: Combination | None) -> Connection | Combination:
    if connection is not None:
        return connections.locked(connection)
    if combination is None:
        raise ValueError("Evidence is of a connection or of a combination.")
    rows = Combination.objects.select_for_update(of=("self",)).select_related("portfolio")
    return rows.get(pk=combination.pk)


def _refuse_log(tie: Connection | Combination, log: LearningLog, quote: str, by: User | None) -> None:
    hidden = by is not None and not LearningLog.objects.visible_to(by).filter(pk=log.pk).exists()
    if hidden or log.status == LearningLog.Status.DRAFT:
        raise ValidationError({"log": _("Choose a learning log that you can see.")})
    if of_tie(tie).filter(log=log).exists():
        raise ValidationError({"log": _("This learning log stands there already.")})
    if quote and not log.says(quote):
        raise ValidationError({"quote": _("These words do not stand in the log. Copy them from it as they are.")})


def of_tie(tie: Connection | Combination) -> models.QuerySet[TieEvidence]:
    """Everything that speaks for it or against it."""
    name = "connection" if isinstance(tie, Connection) else "combination"
    return TieEvidence.objects.filter(**{name: tie})


def _keep(tie: Connection | Combination) -> list[dict[str, Any]]:
    return _plain(of_tie(tie), KEPT)


def _note(tie: Connection | Combination, before: list[dict[str, Any]], by: User | None) -> Change | None:
    fields = history.difference({EVIDENCE: before}, {EVIDENCE: _keep(tie)})
    return history.record(tie, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=tie.portfolio)


def _plain(rows: models.QuerySet[Any], names: Collection[str]) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        for row in rows.order_by("pk").values(*names)
    ]


def put_back_evidence(tie: Connection | Combination, kept: list[dict[str, Any]]) -> None:
    """Make what was kept all that speaks for a tie; logs and people that are gone meanwhile stay gone."""
    name = "connection" if isinstance(tie, Connection) else "combination"
    of_tie(tie).delete()
    rows = _still_there(kept, needs_log=False)
    TieEvidence.objects.bulk_create(TieEvidence(**{name: tie}, **row) for row in rows if row["log_id"] or row["note"])


def _still_there(kept: list[dict[str, Any]], *, needs_log: bool) -> list[dict[str, Any]]:
    logs = set(LearningLog.objects.filter(pk__in=[row["log_id"] for row in kept]).values_list("pk", flat=True))
    people = set(User.objects.filter(pk__in=[row["by_id"] for row in kept]).values_list("pk", flat=True))
    found = [
        row | {"log_id": row["log_id"] if row["log_id"] in logs else None,
               "by_id": row["by_id"] if row["by_id"] in people else None}
        for row in kept
    ]  # fmt: skip
    return [row for row in found if row["log_id"] or not needs_log]


class KeptEvidence:
    """Evidence as the history of a connection keeps it."""

    def keep(self, connection: Connection) -> list[dict[str, Any]]:
        """All of it as plain JSON."""
        return _keep(connection)

    def put_back(self, connection: Connection, kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that speaks for the connection."""
        put_back_evidence(connection, kept)

    def seen(self, access: Access) -> models.QuerySet[TieEvidence]:
        """Observations, and logs that the reader may see, whatever connection they hang on."""
        return TieEvidence.objects.visible_to(access.user).filter(connection__isnull=False)


class KeptThoughts:
    """What people thought anew about a connection when the context changed."""

    def keep(self, connection: Connection) -> list[dict[str, Any]]:
        """All of it as plain JSON."""
        return _plain(Rethink.objects.filter(connection=connection), THOUGHT)

    def put_back(self, connection: Connection, kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that was thought anew; a log that is gone meanwhile takes its thoughts along."""
        Rethink.objects.filter(connection=connection).delete()
        rows = _still_there(kept, needs_log=True)
        Rethink.objects.bulk_create(Rethink(connection=connection, **row) for row in rows)

    def seen(self, access: Access) -> models.QuerySet[Rethink]:
        """Those whose log the reader may see."""
        seen = LearningLog.objects.seen_with(access).values("pk")
        return Rethink.objects.filter(connection__isnull=False, log__in=seen)


class OfTwins(Follower):
    """What hangs on a connection that a merge leaves behind, because the other initiative has the same, goes there."""

    def rows(self, initiative: Initiative) -> models.QuerySet[Any]:
        """What hangs on the connections of an initiative."""
        tied_to = Connection.objects.of(initiative.pk).values("pk")
        return apps.get_model(self.model)._base_manager.filter(connection__in=tied_to)

    def movable(self, source: Initiative, target: Initiative) -> models.QuerySet[Any]:
        """What the twin does not have already; connections have moved by now, so twins are what was left."""
        pairs = twins(source, target)
        rows = apps.get_model(self.model)._base_manager
        have = set(rows.filter(connection__in=pairs.values()).values_list("connection", "log"))
        found = rows.filter(connection__in=pairs).values_list("pk", "connection", "log")
        return rows.filter(pk__in=[pk for pk, tie, log in found if log is None or (pairs[tie], log) not in have])

    def carry(self, ids: Collection[int], *, of: Initiative | None, to: Initiative) -> None:
        """Hang these on the twins at the other initiative."""
        assert of is not None
        pairs = twins(of, to)
        rows = list(apps.get_model(self.model)._base_manager.filter(pk__in=ids, connection__in=pairs))
        for row in rows:
            row.connection_id = pairs[row.connection_id]
        apps.get_model(self.model)._base_manager.bulk_update(rows, ["connection"], batch_size=500)


def register() -> None:
    """Let it be kept with connections, and follow merges."""
    tied.add(EVIDENCE, KeptEvidence())
    tied.add("rethinks", KeptThoughts())
    evidence, thoughts = gettext_lazy("evidence of connections"), gettext_lazy("connections to think of again")
    followers.add("tie-evidence", OfTwins(TieEvidence._meta.label, evidence, field="connection"))
    followers.add("tie-rethinks", OfTwins(Rethink._meta.label, thoughts, field="connection"))
