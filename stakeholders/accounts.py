"""How sign-in behaves: accounts come from invitations only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes open sign-up; an invitation opens it for its own address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
