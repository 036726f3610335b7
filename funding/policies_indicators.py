"""Who may write observations; each refusal is a sentence."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from funding.models import Observation
from initiatives.models import Initiative
from initiatives.policies import YES, Ruling
from initiatives.policies_offers import initiatives_for
from stakeholders.access import Access, Permission


def may_observe(access: Access) -> Ruling:
    """Stewards for everything, contributors for the initiatives of their organisations."""
    if access.may(Permission.EDIT):
        return YES
    return Ruling(False, _("Stewards and contributors write down what was observed. A steward can change your role."))


def may_correct(access: Access, observation: Observation) -> Ruling:
    """Stewards correct all rows, contributors those of their organisations' initiatives."""
    ruling = may_observe(access)
    if not ruling or access.is_steward:
        return ruling
    if observation.initiative_id and observable(access).filter(pk=observation.initiative_id).exists():
        return YES
    return Ruling(False, _("You correct observations of your own organisations’ initiatives. A steward corrects all."))


def correctable(access: Access, rows: Iterable[Observation]) -> set[int]:
    """Which of these observations this person may correct; at most one query."""
    if access.is_steward or not may_observe(access):
        return {row.pk for row in rows} if access.is_steward else set()
    of = {row.pk: row.initiative_id for row in rows if row.initiative_id}
    mine = set(observable(access).filter(pk__in=set(of.values())).values_list("pk", flat=True))
    return {pk for pk, initiative in of.items() if initiative in mine}


def observable(access: Access) -> QuerySet[Initiative]:
    """The initiatives of which this person may write observations."""
    return initiatives_for(access)
