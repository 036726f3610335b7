"""The stakeholders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")

    def ready(self) -> None:
        """Fill the registries of the cellar."""
        from stakeholders import attention_rules, exports

        exports.register()
        attention_rules.register()
