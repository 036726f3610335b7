"""Rules beyond the role for what people posted."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from initiatives.models import Update
from sensemaking.models import LearningLog, LogUse
from stakeholders.access import Access, Permission


def may_edit_post(access: Access, post: LearningLog | Update) -> bool:
    """Authors edit and delete what they posted, stewards whatever was posted in their portfolio."""
    if post.portfolio_id != access.portfolio.pk or not access.may(Permission.POST):
        return False
    return access.is_steward or (post.by_id is not None and post.by_id == access.user.pk)


def refuse_unless_editable(access: Access, post: LearningLog | Update) -> None:
    """Raise PermissionDenied, with who may, for a post that is not this person's to change."""
    if not may_edit_post(access, post):
        raise PermissionDenied(
            _("%(author)s wrote this. Its author and the stewards can change it.")
            % {"author": post.author_name or _("Somebody else")}
        )


def may_remove_use(access: Access, use: LogUse) -> bool:
    """Whoever said where a log was used takes it away again, and so do the stewards."""
    return access.may(Permission.POST) and (access.is_steward or use.by_id == access.user.pk)


def refuse_unless_removable(access: Access, use: LogUse) -> None:
    """Raise PermissionDenied for somebody else's word on where a log was used."""
    if not may_remove_use(access, use):
        raise PermissionDenied(_("Somebody else said so. They and the stewards can take it away."))
