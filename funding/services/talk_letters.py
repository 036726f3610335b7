"""Letters about questions and answers on the funding page: a question to stewards, an answer to those who spoke."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation

from funding.models import TalkLetter
from portfolio_hub.lib import letters
from stakeholders.access import Permission, access_for
from stakeholders.models import Comment, Membership, User

TASK = "funding.tasks.send_talk_letters"


def ask(*, said: Comment, by: User) -> int:
    """Note everybody to be told, and hand the letters to a worker; return how many."""
    people = listeners(said).filter(wants_mail=True, is_active=True).exclude(pk=by.pk)
    return letters.ask([TalkLetter(comment=said, user=user) for user in people], task=TASK, about=said.pk)


def listeners(said: Comment) -> QuerySet[User]:
    """The stewards where somebody asks; where somebody answers, all who spoke in the thread."""
    if said.parent_id is None:
        people = Membership.objects.filter(portfolio=said.portfolio_id).stewards().values("user")
    else:
        thread = Comment.objects.filter(Q(pk=said.parent_id) | Q(parent=said.parent_id))
        people = thread.filter(by__isnull=False).order_by().values("by")
    return User.objects.filter(pk__in=people).order_by("pk")


def send(*, comment_id: int) -> int:
    """Mail the letters about one thing said that have not left, each once; return how many left now."""
    waiting = TalkLetter.objects.filter(comment=comment_id, mailed_at__isnull=True)
    rows = waiting.select_related("comment__by", "comment__parent", "comment__portfolio", "user")
    return letters.leave_each(rows.order_by("pk")[: letters.AT_ONCE], _leave)


def requeue() -> None:
    """Hand over again what has waited for longer than a minute."""
    letters.ask_again(TalkLetter, task=TASK, about="comment")


def _leave(row: TalkLetter) -> bool:
    """Mail it; who does not see the page today is dropped."""
    access = access_for(row.user, row.comment.portfolio)
    may_read = access is not None and access.may(Permission.SEE_FUNDING)
    return letters.leave_or_drop(row, lambda: letter(row), may_read=may_read)


def letter(row: TalkLetter) -> EmailMultiAlternatives:
    """The letter in the reader's language; nobody's address stands in it."""
    said, slug = row.comment, row.comment.portfolio.slug
    page = reverse("funding:talk", args=[slug])
    with translation.override(row.user.language or settings.LANGUAGE_CODE):
        context = {
            "said": said, "question": said.parent, "portfolio": said.portfolio,
            "link": f"{settings.SITE_URL}{page}#comment-{said.parent_id or said.pk}",
            "profile": settings.SITE_URL + reverse("people:profile"),
        }  # fmt: skip
        return letters.letter("talk_said", to=row.user.email, context=context)
