"""`manage.py verify_tallies`: prove the tallies against the logs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sensemaking.services import tallies
from stakeholders.models import Portfolio

SHOWN = 50


class Command(BaseCommand):
    """Compare every tally with the logs; exit with 1 and the differences when they disagree."""

    help = "Prove the tallies of learning logs against the logs; --repair counts anew what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--portfolio", help="address of one portfolio; all without it")
        parser.add_argument("--repair", action="store_true", help="count portfolios that differ anew")

    def handle(self, *args: Any, **options: Any) -> None:
        portfolio = None
        if options["portfolio"]:
            portfolio = Portfolio.objects.filter(slug=options["portfolio"]).first()
            if portfolio is None:
                raise CommandError(f"There is no portfolio at “{options['portfolio']}”.")
        differences = tallies.verify(portfolio)
        for key, tallied, counted in differences[:SHOWN]:
            about = f"initiative {key.initiative_id}" if key.initiative_id else "the portfolio itself"
            what = f"{about}, {key.month:%Y-%m}, {key.kind}" if key.kind else f"all logs, {key.month:%Y-%m}"
            self.stdout.write(f"Portfolio {key.portfolio_id}, {what}: tallied {tallied}, logs {counted}")
        if not differences:
            self.stdout.write("Tallies and logs agree.")
        elif options["repair"]:
            for found in Portfolio.objects.filter(pk__in={row.key.portfolio_id for row in differences}):
                tallies.rebuild(found)
            self.stdout.write(f"{len(differences)} tallies differed and were counted anew.")
        else:
            raise CommandError(f"{len(differences)} tallies differ from the logs.", returncode=1)
