"""Rules beyond the role: who may edit which initiative, each refusal with a sentence."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from initiatives.querysets import team_initiatives
from stakeholders.access import Access, Permission


@dataclass(frozen=True)
class Ruling:
    """Whether something may be done, and why not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise PermissionDenied with the reason when it may not be done."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


YES = Ruling(True)


def may_edit(access: Access, initiative: Initiative, *, is_ours: bool | None = None) -> Ruling:
    """Stewards edit what their portfolio keeps; contributors what their organisations take part in.

    `is_ours` saves the query when the caller knows whether the user's organisations take part.
    """
    if not access.may(Permission.EDIT):
        return Ruling(False, _("Your role here reads along. A steward can change that."))
    if initiative.home_id != access.portfolio.pk:
        return Ruling(False, _("The stewards of %(home)s keep this record.") % {"home": initiative.home})
    if initiative.merged_into_id:
        return Ruling(False, _("This was merged into another initiative. Undo the merge to edit it."))
    if access.is_steward:
        return YES
    if is_ours is None:
        is_ours = team_initiatives(access.user).filter(initiative=initiative).exists()
    if is_ours:
        return YES
    return Ruling(False, _("You can edit the initiatives of your own organisations. A steward edits all of them."))


def may_serve(access: Access, initiative: Initiative, *, is_ours: bool | None = None) -> Ruling:
    """Stewards say what an initiative serves here, wherever its record is kept; others who may edit it."""
    if access.may(Permission.CURATE) and not initiative.merged_into_id:
        return YES
    return may_edit(access, initiative, is_ours=is_ours)


def may_curate(access: Access, initiative: Initiative) -> Ruling:
    """Stewards merge and split what their portfolio keeps."""
    if not access.may(Permission.CURATE):
        return Ruling(False, _("Stewards merge and split initiatives."))
    return may_edit(access, initiative)


def may_undo(access: Access, initiative: Initiative, *, is_ours: bool | None = None) -> Ruling:
    """Whoever may edit may take back the last edit; a steward takes back a merge too."""
    is_keeper = access.may(Permission.CURATE) and initiative.home_id == access.portfolio.pk
    return YES if is_keeper else may_edit(access, initiative, is_ours=is_ours)
