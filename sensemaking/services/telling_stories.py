"""Tells authors, once and by mail, that their words stand in a published story."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from portfolio_hub.lib import letters
from sensemaking.models import Story, StoryBlock
from stakeholders.models import Role, User

TASK = "sensemaking.tasks.tell_authors_of_story"
AT_ONCE = 200


def ask(*, story: Story, but: User) -> None:
    """Hand the letters of a published story to a worker; whoever publishes is not written to."""
    if story.status != Story.Status.PUBLISHED:
        return
    _untold(story).filter(log__by=but.pk).update(told_at=timezone.now())
    if _to_tell(story).exists():
        transaction.on_commit(lambda: send(story.pk), robust=True)
    else:
        _settle(story)


def send(story_id: int) -> None:
    """Tell a worker; when the broker is away, the beat task sends it again."""
    letters.hand_over(TASK, story_id)


def send_again() -> None:
    """Hand over again what still waits."""
    waiting = StoryBlock.objects.kept().quotes().filter(told_at__isnull=True, story__status=Story.Status.PUBLISHED)
    for story_id in waiting.order_by().values_list("story", flat=True).distinct()[:AT_ONCE]:
        send(story_id)


def _untold(story: Story) -> QuerySet[StoryBlock]:
    rows = StoryBlock.objects.filter(pk__in=StoryBlock.objects.filter(story=story).kept().standing().values("pk"))
    return rows.filter(told_at__isnull=True)


def _to_tell(story: Story) -> QuerySet[User]:
    """Authors who are to be told: members who post and want mail."""
    posting = story.portfolio.memberships.filter(role__in=(Role.STEWARD, Role.CONTRIBUTOR))
    people = User.objects.filter(memberships__in=posting, wants_mail=True, is_active=True)
    return people.filter(pk__in=_untold(story).values("log__by")).distinct().order_by("pk")


def tell(*, story_id: int) -> int:
    """Mail the letters that have not left, one to each author; return how many left now."""
    story = Story.objects.published().select_related("portfolio").filter(pk=story_id).first()
    if story is None:
        return 0
    people = list(_to_tell(story)[:AT_ONCE])
    left = letters.leave_each(people, lambda user: _tell(story, user))
    if len(people) < AT_ONCE:
        _settle(story)
    return left


def _settle(story: Story) -> None:
    """Nobody is left to be told: the others have no account, want no mail, or took their words back."""
    StoryBlock.objects.filter(story=story, told_at__isnull=True).update(told_at=timezone.now())


def _tell(story: Story, user: User) -> bool:
    """Claim the author's blocks, then mail."""
    blocks = list(_untold(story).filter(log__by=user).values_list("pk", flat=True))
    waiting = StoryBlock.objects.filter(pk__in=blocks, told_at__isnull=True)
    return letters.leave_once(waiting, lambda: letter(story, user), mark="told_at")


def letter(story: Story, user: User) -> EmailMultiAlternatives:
    """Return the letter, in the author's language."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        context = {
            "story": story,
            "user": user,
            "link": settings.SITE_URL + story.get_absolute_url(),
            "words_link": settings.SITE_URL + reverse("sensemaking:words", args=[story.portfolio.slug]),
        }
        return letters.letter("story_told", to=user.email, context=context)
