"""Letting initiatives serve commitments: how, which share is in hand, which is evidenced; never more than the whole."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.coverage import WHOLE, left_for
from initiatives.models import Initiative, PolicyCommitment, Service, Stage
from initiatives.proofs import proofs
from portfolio_hub.lib.formats import number
from stakeholders.models import Change, User
from stakeholders.services import history

Facts = dict[str, Any]
PREFIX = "service:"
"""In the history of a commitment a field `service:12` says how initiative 12 serves it."""
PROOFS = "proofs:"
"""And a field `proofs:evidence:12` what of that kind shows that it did."""


def locked(commitment: PolicyCommitment) -> PolicyCommitment:
    """The commitment as it stands now, held until the end of the transaction."""
    rows = PolicyCommitment.objects.select_for_update(of=("self",))
    return rows.select_related("portfolio").get(pk=commitment.pk)


def taken_by_others(commitment: PolicyCommitment, initiative: Initiative) -> list[tuple[Decimal, Decimal]]:
    """The (evidenced, in hand) shares of all other initiatives placed here; a closed one has nothing in hand."""
    here = Initiative.objects.placed_in(commitment.portfolio).values("pk")
    others = Service.objects.filter(commitment=commitment, initiative__in=here).exclude(initiative=initiative)
    rows = others.order_by().values_list("evidenced", "in_hand", "initiative__stage")
    return [(proven, Decimal(0) if stage == Stage.CLOSED else held) for proven, held, stage in rows]


def left(commitment: PolicyCommitment, initiative: Initiative) -> Decimal:
    """The share (%) of the promise that no other initiative has in hand or evidenced."""
    return left_for(taken_by_others(commitment, initiative))


@transaction.atomic
def serve(
    *, commitment: PolicyCommitment, initiative: Initiative, by: User | None, how: str = "",
    in_hand: Decimal = Decimal(0), evidenced: Decimal = Decimal(0), why: str = "", batch: uuid.UUID | None = None,
) -> Change | None:  # fmt: skip
    """Let an initiative serve a commitment, or keep what has changed about it; None when nothing has.

    Raises ValidationError when the commitment is retired, the shares exceed what is left of the promise, or the
    evidenced share grows without anything that shows it.
    """
    row = locked(commitment)
    service = Service.objects.filter(commitment=row, initiative=initiative).first()
    _refuse(row, initiative, service, in_hand=Decimal(in_hand), evidenced=Decimal(evidenced))
    before = facts_of(service)
    if service is None:
        service = Service(commitment=row, initiative=initiative, by=by)
    service.how, service.in_hand, service.evidenced = how, Decimal(in_hand), Decimal(evidenced)
    service.clean_fields(exclude=["commitment", "initiative", "by"])
    service.save()
    return _remember(row, initiative, before, facts_of(service), by, why, batch)


def _refuse(
    commitment: PolicyCommitment, initiative: Initiative, service: Service | None, *, in_hand: Decimal,
    evidenced: Decimal,
) -> None:  # fmt: skip
    if service is None:
        _refuse_new(commitment, initiative)
    grows = evidenced > (service.evidenced if service else 0)
    if grows and (service is None or not any(kind.has_any(service) for kind in proofs)):
        raise ValidationError({"evidenced": _("Say first what shows it: a learning log, or something observed.")})
    if evidenced + in_hand > WHOLE:
        raise ValidationError({"in_hand": _("In hand and evidenced are at most 100% together.")})
    free, wanted = left(commitment, initiative), _counted(initiative, evidenced, in_hand)
    had = _counted(initiative, service.evidenced, service.in_hand) if service else Decimal(0)
    if wanted > free and wanted > had:
        words = _("Others have the rest of this promise in hand or evidenced: %(left)s%% of it is left.")
        raise ValidationError({"in_hand": words % {"left": number(free, get_language() or "en")}})


def _refuse_new(commitment: PolicyCommitment, initiative: Initiative) -> None:
    if commitment.retired_on:
        raise ValidationError(_("This commitment is no longer pursued. Take it up again first."))
    if not Initiative.objects.placed_in(commitment.portfolio).filter(pk=initiative.pk).exists():
        raise ValidationError(_("This initiative is not part of the portfolio."))


def _counted(initiative: Initiative, evidenced: Decimal, in_hand: Decimal) -> Decimal:
    """What these shares take of the whole promise; a closed initiative has nothing in hand."""
    return evidenced if initiative.stage == Stage.CLOSED else evidenced + in_hand


def facts_of(service: Service | None) -> Facts | None:
    """What the history keeps of a service."""
    if service is None:
        return None
    return {"how": service.how, "in_hand": f"{service.in_hand:.2f}", "evidenced": f"{service.evidenced:.2f}"}


def _remember(
    commitment: PolicyCommitment, initiative: Initiative, before: Facts | None, after: Facts | None, by: User | None,
    why: str, batch: uuid.UUID | None = None,
) -> Change | None:  # fmt: skip
    fields = history.difference({_key(initiative): before}, {_key(initiative): after})
    return history.record(
        commitment,
        kind=Change.Kind.EDITED,
        fields=fields,
        by=by,
        portfolio=commitment.portfolio,
        why=why,
        batch=batch,
    )


def _key(initiative: Initiative) -> str:
    return f"{PREFIX}{initiative.pk}"


@transaction.atomic
def unlink(*, service: Service, by: User | None, why: str = "") -> Change | None:
    """Let an initiative no longer serve a commitment; undo brings it back with what showed its delivery."""
    row = locked(service.commitment)
    before = (facts_of(service) or {}) | {"proofs": {name: kind.keep(service) for name, kind in proofs.items()}}
    initiative = service.initiative
    service.delete()
    return _remember(row, initiative, before, None, by, why)


def note_proofs(
    *, service: Service, kind: str, before: list[Facts], by: User | None, batch: uuid.UUID | None = None
) -> Change | None:
    """Put into the history of the commitment what shows delivery now; `before` is what did until now."""
    commitment, name = service.commitment, f"{PROOFS}{kind}:{service.initiative_id}"
    fields = history.difference({name: before}, {name: proofs.get(kind).keep(service)})
    return history.record(
        commitment, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=commitment.portfolio, batch=batch
    )


def restore_proofs(commitment: PolicyCommitment, name: str, kept: list[Facts]) -> None:
    """Make what shows delivery what it was; nothing to do when the initiative no longer serves."""
    _proofs, kind, initiative = name.split(":")
    service = Service.objects.filter(commitment=commitment, initiative=int(initiative)).first()
    if service is not None:
        proofs.get(kind).put_back(service, kept or [])


def restore(commitment: PolicyCommitment, name: str, facts: Facts | None, by: User) -> None:
    """Put a service back as it was; raises CannotUndo when its share is taken meanwhile."""
    initiative = Initiative.objects.filter(pk=int(name.removeprefix(PREFIX))).first()
    if initiative is None:
        raise history.CannotUndo(_("The initiative no longer exists."))
    if facts is None:
        Service.objects.filter(commitment=commitment, initiative=initiative).delete()
        return
    in_hand, evidenced = Decimal(facts["in_hand"]), Decimal(facts["evidenced"])
    if _counted(initiative, evidenced, in_hand) > left(locked(commitment), initiative):
        raise history.CannotUndo(_("Others have taken its share of the promise meanwhile."))
    values = {"how": facts["how"], "in_hand": in_hand, "evidenced": evidenced}
    service, is_back = Service.objects.update_or_create(
        commitment=commitment, initiative=initiative, defaults=values, create_defaults={**values, "by": by}
    )
    for kind, kept in facts.get("proofs", {}).items() if is_back else ():
        proofs.get(kind).put_back(service, kept)


def initiatives_in(change: Change) -> list[Initiative]:
    """The initiatives whose services an edit is about; none when it is about anything else too."""
    names = list(change.fields)
    if not all(name.startswith((PREFIX, PROOFS)) for name in names):
        return []
    return list(Initiative.objects.filter(pk__in=[int(name.rpartition(":")[2]) for name in names]))
