"""The funding app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        """Offer the funding tables for download, and let money follow a merged initiative."""
        from funding import attention, exports
        from initiatives.followers import Follower, followers

        exports.register()
        attention.register()
        followers.add("allocations", Follower("funding.Allocation", _("allocations of money")))
