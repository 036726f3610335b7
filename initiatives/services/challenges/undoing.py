"""Taking back the last edit of a challenge, with all that was done in the same act."""

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.carried import carried
from initiatives.models import Challenge
from stakeholders.models import Change, User
from stakeholders.services import history
from stakeholders.services.history import CannotUndo


@transaction.atomic
def undo(*, change: Change, by: User) -> None:
    """Take one edit back, or the whole merge or split it belongs to; raises CannotUndo with a sentence."""
    if "answer" in change.fields:
        raise CannotUndo(_("Link or unlink the initiative instead."))
    if change.batch is None:
        history.undo(change=change, by=by)
        return
    changes = list(Change.objects.in_batch(change.batch).standing().select_related("portfolio").order_by("-pk"))
    if not changes:
        raise CannotUndo(_("This has been undone already."))
    for part in changes:
        if part.kind == Change.Kind.CREATED:
            _take_away(part, by)
        else:
            history.undo(change=part, by=by)


def _take_away(change: Change, by: User) -> None:
    """Delete what a split has made, unless people have worked on it since."""
    new = change.target
    if not isinstance(new, Challenge):
        raise CannotUndo(_("What was edited no longer exists."))
    last = Change.objects.of(new).to_undo().first()
    if (last and last.pk != change.pk) or any(item.rows(new).exists() for item in carried):
        raise CannotUndo(_("“%(title)s” has been worked on since. Merge it instead.") % {"title": new.title})
    undone = history.build(new, kind=Change.Kind.UNDONE, fields={}, by=by, portfolio=change.portfolio)
    undone.undoes = change
    undone.save()
    new.delete()
