"""What calls and matches put into the registries: undo, the garden, and the page of downloads."""

from django.utils.translation import gettext_lazy as _

from funding import attention_matching
from funding.models import FundingCall, FundingMatch, SupportSought
from funding.overviews.matching import Filters, table
from funding.services import matches, matching
from portfolio_hub.lib.exports import ExportSource, sources
from stakeholders.access import Permission
from stakeholders.services.history import restorers


def register() -> None:
    """Called once when the app starts."""
    restorers.add(FundingCall._meta.label, matching.restore)
    restorers.add(SupportSought._meta.label, matching.restore)
    restorers.add(FundingMatch._meta.label, matches.restore)
    attention_matching.register()
    explanation = _("What funders look for, and what would help the portfolio, as far as you may see it.")
    sources.add(
        "calls",
        ExportSource(
            "calls", _("Calls"), explanation, Permission.SEE_FUNDING, lambda access: table(access, Filters(state="all"))
        ),
    )
