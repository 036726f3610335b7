"""What shows that an initiative delivers on a promise: learning logs, and observations with their source."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Service
from initiatives.proofs import Proof, Proofs, proofs
from initiatives.services import serving
from sensemaking.models import LearningLog, ServiceEvidence
from stakeholders.models import Change, User
from stakeholders.policies import Refused

if TYPE_CHECKING:
    from stakeholders.access import Access

KIND = "evidence"


@transaction.atomic
def add(
    *, service: Service, by: User | None, log: LearningLog | None = None, note: str = "", url: str = "",
    observed_on: date | None = None, evidenced: Decimal | None = None,
) -> Change | None:  # fmt: skip
    """Say what shows delivery, and with `evidenced` how much of the promise (%) that evidences now.

    Raises ValidationError for a log of another initiative, one that is chosen already, an observation without words,
    or a share that exceeds what is left of the promise. What was in hand before gives way to what is evidenced.
    """
    serving.locked(service.commitment)
    service = Service.objects.select_related("commitment__portfolio", "initiative").get(pk=service.pk)
    evidence = ServiceEvidence(service=service, log=log, note=note.strip(), url=url, by=by)
    if log is not None:
        _refuse_log(service, log)
        evidence.observed_on = log.happened_on
    elif not evidence.note:
        raise ValidationError({"note": _("Choose a learning log, or say what was observed.")})
    if observed_on is not None:
        evidence.observed_on = observed_on
    batch, before = uuid.uuid4(), keep(service)
    evidence.save()
    change = serving.note_proofs(service=service, kind=KIND, before=before, by=by, batch=batch)
    if evidenced is not None and evidenced != service.evidenced:
        in_hand = min(service.in_hand, max(service.in_hand + service.evidenced - evidenced, Decimal(0)))
        serving.serve(
            commitment=service.commitment, initiative=service.initiative, by=by, how=service.how, in_hand=in_hand,
            evidenced=evidenced, batch=batch,
        )  # fmt: skip
    return change


def _refuse_log(service: Service, log: LearningLog) -> None:
    theirs = log.initiative_id == service.initiative_id and log.portfolio_id == service.commitment.portfolio_id
    if not theirs or log.status == LearningLog.Status.DRAFT:
        raise ValidationError({"log": _("Choose a learning log of this initiative.")})
    if service.evidence.filter(log=log).exists():
        raise ValidationError({"log": _("This learning log stands there already.")})


@transaction.atomic
def remove(*, evidence: ServiceEvidence, by: User | None) -> Change | None:
    """Take one piece away; raises Refused when an evidenced share would stand without anything that shows it."""
    service = evidence.service
    serving.locked(service.commitment)
    service.refresh_from_db()
    others = ServiceEvidence.objects.filter(service=service).exclude(pk=evidence.pk)
    if service.evidenced and not others.exists():
        raise Refused(_("It is the only thing that shows the evidenced share. Lower the share to 0 first."))
    before = keep(service)
    evidence.delete()
    return serving.note_proofs(service=service, kind=KIND, before=before, by=by)


def keep(service: Service) -> list[dict[str, Any]]:
    """All evidence of a service as plain JSON."""
    rows = ServiceEvidence.objects.filter(service=service).order_by("pk")
    return [
        {"log": row.log_id, "note": row.note, "url": row.url, "observed_on": row.observed_on.isoformat()}
        for row in rows
    ]


class Evidence(Proofs):
    """Learning logs and observations, for the floor below."""

    def has_any(self, service: Service) -> bool:
        """Whether something shows what this service delivered."""
        return ServiceEvidence.objects.filter(service=service).exists()

    def shown(self, services: Collection[int], access: "Access") -> Mapping[int, list[Proof]]:
        """By service what this reader may see; a log only where its circle reaches."""
        rows = ServiceEvidence.objects.seen_with(access).filter(service__in=services).select_related("log")
        found: dict[int, list[Proof]] = {}
        for row in rows.defer("log__search"):
            found.setdefault(row.service_id, []).append(_proof(row, access.portfolio.slug))
        return found

    def keep(self, service: Service) -> list[dict[str, Any]]:
        """All of it as plain JSON."""
        return keep(service)

    def put_back(self, service: Service, kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that hangs on the service; logs that are gone meanwhile stay gone."""
        ServiceEvidence.objects.filter(service=service).delete()
        logs = set(
            LearningLog.objects.filter(pk__in=[row["log"] for row in kept if row["log"]]).values_list("pk", flat=True)
        )
        ServiceEvidence.objects.bulk_create(
            ServiceEvidence(service=service, log_id=row["log"], note=row["note"], url=row["url"],
                            observed_on=date.fromisoformat(row["observed_on"]))
            for row in kept
            if row["log"] in logs or row["note"]
        )  # fmt: skip


def _proof(row: ServiceEvidence, slug: str) -> Proof:
    if row.log is None:
        return Proof(row.note, row.observed_on, row.url)
    words = row.note or str(row.log)
    return Proof(words, row.observed_on, reverse("sensemaking:log", args=[slug, row.log.pk]), is_learning=True)


def register() -> None:
    """Let the floor below show what was delivered."""
    proofs.add(KIND, Evidence())
