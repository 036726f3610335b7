"""Letters: each leaves once, and a claim that came to nothing is given back, but nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from portfolio_hub.lib.letters import leave_once, letter
from stakeholders.models import Invitation, Portfolio, Role, User


def waiting() -> Any:
    return Invitation.objects.filter(mailed_at__isnull=True)


def some_letter() -> EmailMultiAlternatives:
    return EmailMultiAlternatives("Come", "Here", to=["ida@riverton.example"])


@pytest.fixture
def invitation(city: Portfolio, alma: User) -> Invitation:
    return Invitation.objects.create(portfolio=city, email="ida@riverton.example", role=Role.OBSERVER, invited_by=alma)


def test_what_waits_leaves_once(invitation: Invitation) -> None:
    assert leave_once(waiting(), some_letter, note="Left.")
    assert not leave_once(waiting(), some_letter)
    assert len(mail.outbox) == 1
    invitation.refresh_from_db()
    assert invitation.mailed_at is not None and invitation.note == "Left."


def test_a_letter_that_cannot_leave_waits_again(invitation: Invitation) -> None:
    with pytest.raises(ZeroDivisionError):
        leave_once(waiting(), lambda: 1 // 0)  # type: ignore[arg-type,return-value]
    invitation.refresh_from_db()
    assert invitation.mailed_at is None


def test_a_claim_that_somebody_else_made_meanwhile_stays(invitation: Invitation) -> None:
    later = timezone.now() + timedelta(minutes=1)

    def asked_again_and_sent(*_args: Any) -> EmailMultiAlternatives:
        Invitation.objects.update(mailed_at=later)
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        leave_once(waiting(), asked_again_and_sent)
    invitation.refresh_from_db()
    assert invitation.mailed_at == later


def test_a_subject_is_one_line(invitation: Invitation, city: Portfolio) -> None:
    city.name = "River\nton"
    written = letter("invitation", to="ida@riverton.example", context={"invitation": invitation, "portfolio": city})
    assert "River ton" in written.subject
    assert [kind for _body, kind in written.alternatives] == ["text/html"]
