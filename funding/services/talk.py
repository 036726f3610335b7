"""Asking and answering on the funding page; whoever waits for the words is told by mail."""

from django.db import transaction

from funding.services import talk_letters
from stakeholders.models import Comment, Portfolio, User
from stakeholders.services import comments


@transaction.atomic
def ask(*, portfolio: Portfolio, by: User, body: str) -> Comment:
    """Ask something about the money; the stewards get a letter."""
    said = comments.add(about=portfolio, portfolio=portfolio, by=by, body=body)
    talk_letters.ask(said=said, by=by)
    return said


@transaction.atomic
def answer(*, comment: Comment, by: User, body: str) -> Comment:
    """Answer somebody; whoever asked or took part gets a letter."""
    said = comments.answer(comment=comment, by=by, body=body)
    talk_letters.ask(said=said, by=by)
    return said
