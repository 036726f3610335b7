"""Plant Riverton, the demo city."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from portfolio_hub.demo import SLUG, planting


class Command(BaseCommand):
    """`manage.py seed_city`, once; `--again` leaves a planted city as it is."""

    help = "Plant Riverton, the demo city: one portfolio with initiatives, learning logs, money and a report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="do not mind that the city is there; only complete what is missing"
        )

    def handle(self, *args: Any, again: bool = False, **options: Any) -> None:
        if not planting.is_planted():
            planting.plant()
            self.stdout.write("Riverton is planted.")
        elif again:
            planting.complete()
            self.stdout.write("Riverton stands already; nothing in it was changed.")
        else:
            raise CommandError(f"A portfolio with the address “{SLUG}” exists already; nothing was written.")
