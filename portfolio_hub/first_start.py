"""What happens on the very first start: the demo city, or an empty portfolio with its first steward."""

import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portfolio_hub.demo import SIGN_INS
from stakeholders.models import Portfolio, Role, User
from stakeholders.services import portfolios

EMPTY_NAME, EMPTY_SLUG = "Our portfolio", "portfolio"


@dataclass(frozen=True)
class SignIn:
    """What somebody types to sign in."""

    role: str
    email: str
    password: str
    is_shown_once: bool = False


def nobody_is_here() -> bool:
    """Say whether the database holds neither a portfolio nor a user."""
    return not Portfolio.objects.exists() and not User.objects.exists()


def checked_email(text: str) -> str:
    """Return the address in its plain form; leave the program with a sentence if it is none."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise SystemExit(
            f"“{text}” is not an e-mail address: give the first steward's as in ana@city.example."
        ) from None
    return email


@transaction.atomic
def create_first_steward(email: str) -> SignIn:
    """Create an empty portfolio and its steward, who may also use the admin; return the password to sign in once."""
    password = secrets.token_urlsafe(12)
    steward = User.objects.create_superuser(email, password)
    portfolios.create(values={"name": EMPTY_NAME, "slug": EMPTY_SLUG}, by=steward)
    return SignIn(role=str(Role.STEWARD.label), email=email, password=password, is_shown_once=True)


def demo_sign_ins() -> list[SignIn]:
    """Return how to sign in to the demo city, or nothing when this is not the demo city."""
    known = set(User.objects.filter(email__in=[email for _, email, _ in SIGN_INS]).values_list("email", flat=True))
    return [SignIn(role, email, password) for role, email, password in SIGN_INS if email in known]


def as_table(sign_ins: list[SignIn]) -> list[str]:
    """Return the lines that tell a person at the terminal how to sign in."""
    roles, emails = (max(len(getattr(sign_in, name)) for sign_in in sign_ins) for name in ("role", "email"))
    lines = ["Sign in as"]
    lines += [f"  {sign_in.role:<{roles}}  {sign_in.email:<{emails}}  {sign_in.password}" for sign_in in sign_ins]
    if any(sign_in.is_shown_once for sign_in in sign_ins):
        lines.append("This password is shown only now: keep it, or set your own after signing in.")
    return lines
