"""`manage.py verify_learning`: prove that what is kept of logs is what the logs give from nothing."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sensemaking.models import SenseMakingReport
from sensemaking.services import proving
from stakeholders.models import Portfolio

SHOWN = 20


class Command(BaseCommand):
    """Compare tallies, read texts, counted words and a report with a run from nothing; exit with 1 if they differ."""

    help = (
        "Prove that tallies, read texts and counted words equal what the logs give from nothing, and that a report "
        "from them equals one that reads every text anew; --rebuild makes them anew where they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--portfolio", help="address of one portfolio; all without it")
        parser.add_argument("--report", type=int, help="number of a report; without it the newest of each portfolio")
        parser.add_argument("--rebuild", action="store_true", help="make anew what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        differing = 0
        for portfolio, report in self._asked(**options):
            self.stdout.write(f"{portfolio.name}:")
            holds = self._prove(portfolio, is_rebuilt=options["rebuild"])
            differing += not (self._prove_report(report) and holds)
        if differing:
            raise CommandError(f"{differing} of the portfolios differ from their logs.", returncode=1)
        self.stdout.write("Everything that is kept of logs is what the logs say.")

    def _asked(
        self, portfolio: str | None, report: int | None, **_options: Any
    ) -> Iterable[tuple[Portfolio, SenseMakingReport | None]]:
        """The portfolios to look at, each with a report if it has any."""
        if report is not None:
            row = SenseMakingReport.objects.select_related("portfolio").filter(pk=report).first()
            if row is None:
                raise CommandError(f"There is no report {report}.")
            return [(row.portfolio, row)]
        portfolios = Portfolio.objects.order_by("name", "pk")
        if portfolio:
            portfolios = portfolios.filter(slug=portfolio)
            if not portfolios:
                raise CommandError(f"There is no portfolio at “{portfolio}”.")
        return ((found, proving.newest_report(found)) for found in portfolios)

    def _prove(self, portfolio: Portfolio, *, is_rebuilt: bool) -> bool:
        """Say what differs in a portfolio; return whether it is right in the end."""
        proof = proving.prove(portfolio)
        if proof.waiting:
            self._say(f"{proof.waiting:,} of {proof.logs:,} logs wait to be read; the worker does it within minutes.")
        for key, tallied, counted in proof.tallies[:SHOWN]:
            about = f"initiative {key.initiative_id}" if key.initiative_id else "the portfolio itself"
            self._say(f"{about}, {key.month:%Y-%m}, {key.kind or 'all logs'}: tallied {tallied}, logs {counted}")
        for log in proof.features[:SHOWN]:
            self._say(f"log {log}: what is kept of its text is not what reading it gives")
        for word, (kept, counted) in list(proof.words.items())[:SHOWN]:
            self._say(f"the word “{word}”: counted in {kept} logs, stands in {counted}")
        if proof.holds:
            self._say(f"tallies, read texts and words agree with {proof.logs:,} logs")
            return True
        parts = (len(proof.tallies), len(proof.features), len(proof.words))
        self._say("{:,} tallies, {:,} read texts and {:,} words differ".format(*parts))
        if is_rebuilt:
            proving.rebuild(portfolio)
            self._say("all of them were made anew")
            return proving.prove(portfolio).holds
        return False

    def _prove_report(self, report: SenseMakingReport | None) -> bool:
        """Make the report twice, from what is kept and from nothing, without writing it."""
        if report is None:
            return True
        parts = proving.unlike_from_nothing(report)
        same = f"differs in {', '.join(parts)}" if parts else "is the same"
        self._say(f"report {report.pk} ({report.period_name}) from what is kept {same} as from nothing")
        return not parts

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
