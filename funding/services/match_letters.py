"""Letters to the other side of a match: who gets one, and how people end them."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from funding.models import FundingMatch, MatchLetter, MatchSilence
from portfolio_hub.lib import letters
from stakeholders import link_keys
from stakeholders.access import Permission, access_for
from stakeholders.models import Affiliation, Comment, Membership, Portfolio, Role, User

TASK = "funding.tasks.send_match_letters"
SALT = "match-letters"


def ask(*, match: FundingMatch, said: Comment, by: User) -> int:
    """Note everybody of the other side who wants mail, and hand the letters to a worker; return how many."""
    people = other_side(match, by).filter(wants_mail=True, is_active=True).exclude(pk=by.pk)
    silent = MatchSilence.objects.filter(portfolio=match.call.portfolio_id).values("user")
    rows = [MatchLetter(comment=said, match=match, user=user) for user in people.exclude(pk__in=silent)]
    return letters.ask(rows, task=TASK, about=said.pk)


def other_side(match: FundingMatch, by: User) -> QuerySet[User]:
    """The stewards when the funder's people speak, else the people who speak for the funder here."""
    here = Membership.objects.filter(portfolio=match.call.portfolio_id)
    if here.stewards().filter(user=by).exists():
        speaking = Affiliation.objects.live().filter(organisation=match.call.funder_id)
        return User.objects.filter(
            pk__in=here.filter(role=Role.FUNDER, user__in=speaking.values("user")).values("user")
        ).order_by("pk")
    return User.objects.filter(pk__in=here.stewards().values("user")).order_by("pk")


def requeue() -> None:
    """Hand over again what has waited for longer than a minute."""
    letters.ask_again(MatchLetter, task=TASK, about="comment")


def send(*, comment_id: int) -> int:
    """Mail the letters about one thing said that have not left, each once; return how many left now."""
    waiting = MatchLetter.objects.filter(comment=comment_id, mailed_at__isnull=True)
    rows = waiting.select_related(
        "comment__by", "match__call__portfolio", "match__call__funder", "match__support", "user"
    )
    return letters.leave_each(rows.order_by("pk")[: letters.AT_ONCE], _leave)


def _leave(row: MatchLetter) -> bool:
    """Mail it; one whose reader may not read it any more, or wants no such letters, is dropped."""
    portfolio, user = row.match.call.portfolio, row.user
    access = access_for(user, portfolio)
    may_read = (
        access is not None
        and access.may(Permission.SEE_FUNDING)
        and FundingMatch.objects.seen_with(access).filter(pk=row.match_id).exists()
    )
    is_silent = MatchSilence.objects.filter(portfolio=portfolio, user=user).exists()
    return letters.leave_or_drop(row, lambda: letter(row), may_read=may_read and not is_silent)


def letter(row: MatchLetter) -> EmailMultiAlternatives:
    """The letter in the reader's language, with the link that ends such letters; nobody's address stands in it."""
    match = row.match
    stop = settings.SITE_URL + reverse("funding-link:match-letters", args=[key_of(match.call.portfolio, row.user)])
    link = f"{settings.SITE_URL}{match.get_absolute_url()}#comment-{row.comment_id}"
    with translation.override(row.user.language or settings.LANGUAGE_CODE):
        context = {"said": row.comment, "match": match, "portfolio": match.call.portfolio, "link": link, "stop": stop}
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return letters.letter("match_said", to=row.user.email, context=context, headers=headers)


def key_of(portfolio: Portfolio, user: User) -> str:
    """What the link that ends the letters carries; it holds as long as the hub's secret key."""
    return link_keys.signed_key(portfolio.pk, user.pk, salt=SALT)


def by_key(key: str) -> tuple[Portfolio, User] | None:
    """Whose letters about what the key ends; None for a key that the hub did not sign."""
    return link_keys.signed_for(key, salt=SALT)


def silence(*, portfolio: Portfolio, by: User) -> None:
    """Want no more letters about matches; those that have not left stay here."""
    MatchSilence.objects.get_or_create(portfolio=portfolio, user=by)
    MatchLetter.objects.filter(match__call__portfolio=portfolio, user=by, mailed_at__isnull=True).delete()


def listen(*, portfolio: Portfolio, by: User) -> None:
    """Want them again."""
    MatchSilence.objects.filter(portfolio=portfolio, user=by).delete()
