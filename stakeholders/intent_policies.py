"""What may happen to a version of the intent, and who may speak about it; each refusal is a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stakeholders.access import Access, Permission
from stakeholders.models import Comment, IntentSuggestion, IntentVersion, User

Status = IntentVersion.Status
DIALOGUE_IS_CLOSED = gettext_lazy("The dialogue about this version is closed.")


def may_speak(access: Access, version: IntentVersion) -> bool:
    """Everybody with a role has a say while a version is in dialogue, or shared and so the ground of the next."""
    return access.may(Permission.TAKE_PART) and version.is_open_to_talk


def why_not_start(version: IntentVersion | None) -> str:
    """The reason why no new version can be begun while `version` is in the making, or an empty text."""
    if version is None:
        return ""
    return _("%(version)s is being written already. Go on there.") % {"version": version}


def why_not_edit(version: IntentVersion) -> str:
    """The reason why the text can't be changed, or an empty text."""
    if version.is_in_the_making:
        return ""
    return _("%(version)s is %(state)s, so its text stays as it is. Write the next version instead.") % {
        "version": version,
        "state": version.get_status_display().lower(),
    }


def why_not_open(version: IntentVersion) -> str:
    """The reason why a dialogue about it can't begin, or an empty text."""
    return "" if version.status == Status.DRAFT else _("Only a draft can be opened for dialogue.")


def why_not_back(version: IntentVersion) -> str:
    """The reason why it can't be a draft again, or an empty text."""
    if version.status != Status.IN_DIALOGUE:
        return _("Only a version in dialogue can become a draft again.")
    if version.endorsements.standing().exists():
        return _("Organisations have already endorsed this version, so it stays open to them.")
    return ""


def why_not_share(version: IntentVersion, *, earlier: IntentVersion | None) -> str:
    """The reason why it can't become the shared one, or an empty text."""
    if version.status != Status.IN_DIALOGUE:
        return _("Only a version that is in dialogue can become the shared one.")
    if earlier is not None and not version.why_changed.strip():
        return _("Say in the text first why it changed; whoever endorsed the earlier version will ask.")
    return ""


def why_not_retire(version: IntentVersion) -> str:
    """The reason why it can't be retired, or an empty text."""
    return "" if version.status == Status.SHARED else _("Only the shared version can be retired.")


def why_not_discard(version: IntentVersion) -> str:
    """The reason why it can't be thrown away, or an empty text."""
    if version.status == Status.DRAFT:
        return ""
    return _("Only a draft can be thrown away. Take this version back to a draft first.")


def may_change_comment(access: Access, comment: Comment) -> bool:
    """People change and delete only their own words."""
    return bool(access.role) and comment.by_id is not None and comment.by_id == access.user.pk


def may_resolve(access: Access, comment: Comment) -> bool:
    """A thread is resolved by whoever began it, or by a steward."""
    return comment.parent_id is None and (access.is_steward or may_change_comment(access, comment))


def why_not_delete(comment: Comment, *, by: User) -> str:
    """The reason why a comment can't go, or an empty text: other people's answers would go with it."""
    if comment.answers.exclude(by=by).exists():
        return _("Others have answered this, and their words would go too. You can still change yours.")
    return ""


def may_withdraw(access: Access, suggestion: IntentSuggestion) -> bool:
    """People withdraw their own suggestions while these are open."""
    is_mine = suggestion.by_id is not None and suggestion.by_id == access.user.pk
    return bool(access.role) and is_mine and suggestion.status == IntentSuggestion.Status.OPEN
