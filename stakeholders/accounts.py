"""How sign-in behaves: accounts come from invitations only, and letters are in the hub's own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template


class AccountAdapter(DefaultAccountAdapter):
    """Closes open sign-up, and finds letters in `templates/emails/` where the hub has its own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        message: EmailMessage = super().render_mail(own_letter(template_prefix), email, context, headers)
        return message


def own_letter(template_prefix: str) -> str:
    """The prefix of our letter of the same name, or the one given when there is none."""
    ours = template_prefix.replace("account/email/", "emails/")
    try:
        get_template(f"{ours}_subject.txt")
    except TemplateDoesNotExist:
        return template_prefix
    return ours
