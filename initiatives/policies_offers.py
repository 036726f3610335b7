"""Who may put offers and needs on the board, and who may match or withdraw them; each refusal is a sentence."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from initiatives.models.offer import Given
from initiatives.policies import YES, Ruling
from initiatives.querysets import team_initiatives
from stakeholders.access import Access, Permission
from stakeholders.models import Organisation


def may_put(access: Access) -> Ruling:
    """Stewards for everybody, contributors for their own."""
    if access.may(Permission.EDIT):
        return YES
    return Ruling(False, _("Stewards and contributors put offers and needs here. A steward can change your role."))


def may_tend(access: Access, given: Given, *, mine: "Mine | None" = None) -> Ruling:
    """Stewards tend all of them; contributors their own and those of their organisations and initiatives."""
    ruling = may_put(access)
    if not ruling or access.is_steward or given.by_id == access.user.pk:
        return ruling
    mine = mine or Mine(access)
    if given.initiative_id in mine.initiatives or given.organisation_id in mine.organisations:
        return YES
    return Ruling(False, _("You tend the offers and needs of your own organisations. A steward tends all of them."))


class Mine:
    """What belongs to somebody here, asked for once."""

    def __init__(self, access: Access) -> None:
        self.initiatives = set(team_initiatives(access.user).values_list("initiative", flat=True))
        self.organisations = set(Organisation.objects.spoken_for_by(access.user).values_list("pk", flat=True))


def initiatives_for(access: Access) -> QuerySet[Initiative]:
    """The initiatives in whose name this person may offer or ask."""
    rows = Initiative.objects.seen_with(access).filter(merged_into=None).order_by("title", "pk")
    return rows if access.is_steward else rows.filter(pk__in=team_initiatives(access.user))


def organisations_for(access: Access) -> QuerySet[Organisation]:
    """The organisations in whose name this person may offer or ask."""
    rows = Organisation.objects.listed_in(access.portfolio).order_by("name", "pk")
    return (
        rows if access.is_steward else rows.filter(pk__in=Organisation.objects.spoken_for_by(access.user).values("pk"))
    )
