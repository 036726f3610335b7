"""Riverton, the demo city: a portfolio told in data files and planted by `manage.py seed_city`."""

from typing import NamedTuple

SLUG = "riverton"
PASSWORD = "riverton-2035"


class SignIn(NamedTuple):
    """How to sign in to the demo city in one role."""

    role: str
    email: str
    password: str


SIGN_INS = [
    SignIn("Steward", "noor@riverton.example", PASSWORD),
    SignIn("Contributor", "omar@riverton.example", PASSWORD),
    SignIn("Funder", "chi@riverton.example", PASSWORD),
    SignIn("Second funder", "margit.hale@riverton.example", PASSWORD),
    SignIn("Observer", "odile@riverton.example", PASSWORD),
]
