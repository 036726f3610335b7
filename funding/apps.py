"""The funding app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        """Offer the funding tables for download, and let money follow a merged initiative."""
        from funding import (
            attention,
            attention_talk,
            exports,
            exports_rows,
            outcomes_following,
            registrations_beside,
            registrations_matching,
        )
        from funding.exchange import incoming
        from funding.impact import registrations
        from funding.indicators import registrations as indicators
        from funding.reporting import registrations as reporting
        from initiatives.followers import Follower, followers

        exports.register()
        exports_rows.register()
        incoming.register()
        attention.register()
        attention_talk.register()
        indicators.register()
        reporting.register()
        registrations_beside.register()
        registrations_matching.register()
        outcomes_following.register()
        registrations.register()
        followers.add("allocations", Follower("funding.Allocation", _("allocations of money")))
        followers.add("outside-money", Follower("funding.OutsideMoney", _("money from outside")))
        followers.add(
            "contributions", Follower("funding.Contribution", _("contributions to concerns"), unique_with="concern")
        )
        followers.add("observations", Follower("funding.Observation", _("observations")))
        followers.add("outcomes", Follower("funding.Outcome", _("outcomes")))
        followers.add(
            "report-templates",
            Follower(
                "funding.ReportTemplate_initiatives", _("reports to funders about it"), unique_with="reporttemplate"
            ),
        )
        followers.add("missing-asks", Follower("funding.MissingAsk", _("questions for a report"), unique_with="report"))
