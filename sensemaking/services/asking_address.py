"""How the author of a log is reached, and how many letters a portfolio may still write to authors."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sensemaking.models import LearningLog, LogInquiry, Release
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused

MAILS_PER_HOUR = 200


@dataclass(frozen=True, slots=True)
class Reach:
    """By mail, on their own page of this portfolio, or only by a link that somebody hands over."""

    name: str = ""
    email: str = ""
    has_page: bool = False

    @property
    def needs_link(self) -> bool:
        return not self.email and not self.has_page


def reach_of(log: LearningLog) -> Reach:
    """The account of the author, or the address that their posting link was sent to."""
    author = log.by
    if author is not None and author.is_active:
        is_member = author.memberships.filter(portfolio=log.portfolio_id).exists()
        return Reach(str(author), author.email if author.wants_mail else "", is_member)
    if author is None and log.via_link is not None:
        return Reach(log.via_link.name or log.via_link.email, log.via_link.email)
    return Reach(log.author_name)


def refuse_draft(log: LearningLog) -> None:
    """Raise Refused for a draft, which its author has told nobody."""
    if log.status == LearningLog.Status.DRAFT:
        raise Refused(_("This log is a draft. Its author has not told it to anybody yet."))


def refuse_own(log: LearningLog, by: User) -> None:
    """Raise Refused for one's own log."""
    if log.by_id == by.pk:
        raise Refused(_("This is your own log: there is nobody to ask."))


def hold_back(portfolio: Portfolio) -> None:
    """Raise Refused when the portfolio has written too many letters to authors within the hour."""
    hour_ago = timezone.now() - timedelta(hours=1)
    kinds = (LogInquiry.objects, Release.objects)
    sent = sum(rows.filter(log__portfolio=portfolio, asked_at__gt=hour_ago).count() for rows in kinds)
    if sent >= MAILS_PER_HOUR:
        raise Refused(
            _("A portfolio asks authors at most %(limit)d times an hour. Nothing was sent; try again later.")
            % {"limit": MAILS_PER_HOUR}
        )
