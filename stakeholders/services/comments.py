"""Talking about something: comments on a passage, answers, and what is settled."""

from django.db import models, transaction
from django.utils import timezone

from stakeholders.intent_policies import why_not_delete
from stakeholders.models import Comment, Portfolio, User
from stakeholders.policies import Refused


def add(
    *, about: models.Model, portfolio: Portfolio, by: User, body: str, passage: str = "", start: int = 0
) -> Comment:
    """Say something about a row, or about a passage of its text."""
    return Comment.objects.create(
        about=about, portfolio=portfolio, by=by, body=body, passage=passage, start=start if passage else 0
    )


@transaction.atomic
def answer(*, comment: Comment, by: User, body: str) -> Comment:
    """Answer a comment; a settled thread is open again, because somebody has something to say."""
    thread = Comment.objects.select_for_update(of=("self",)).get(pk=comment.parent_id or comment.pk)
    said = Comment.objects.create(
        content_type_id=thread.content_type_id,
        object_id=thread.object_id,
        portfolio_id=thread.portfolio_id,
        parent=thread,
        by=by,
        body=body,
    )
    if thread.resolved_at:
        reopen(comment=thread, by=by)
    return said


def edit(*, comment: Comment, by: User, body: str) -> Comment:
    """Change one's own words; readers see that they were changed."""
    if comment.body != body:
        comment.body, comment.edited_at = body, timezone.now()
        comment.save(update_fields=["body", "edited_at"])
    return comment


@transaction.atomic
def delete(*, comment: Comment, by: User) -> None:
    """Take one's own words away; raises Refused when others have answered them."""
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if reason := why_not_delete(current, by=by):
        raise Refused(reason)
    current.delete()


def resolve(*, comment: Comment, by: User) -> None:
    """Say that a thread is settled."""
    Comment.objects.filter(pk=comment.pk, parent=None, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=by
    )


def reopen(*, comment: Comment, by: User) -> None:
    """Say that a thread is not settled after all."""
    Comment.objects.filter(pk=comment.pk, parent=None).update(resolved_at=None, resolved_by=None)
