"""Create an empty portfolio with its first steward, where `serve --empty` did not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from portfolio_hub import first_start


class Command(BaseCommand):
    """`manage.py first_steward EMAIL`, once, on an empty database."""

    help = "Create an empty portfolio and its first steward, and print the password to sign in with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the steward's e-mail address")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        email = first_start.checked_email(email)
        if not first_start.nobody_is_here():
            raise CommandError("The hub has people or a portfolio already: its stewards invite the others.")
        self.stdout.write("\n".join(first_start.as_table([first_start.create_first_steward(email)])))
