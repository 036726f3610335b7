"""The stakeholders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StakeholdersConfig(AppConfig):
    name = "stakeholders"
    verbose_name = _("Stakeholders")

    def ready(self) -> None:
        """Fill the registries of the cellar."""
        from stakeholders import attention_rules, exports
        from stakeholders.services import endorsement_requests
        from stakeholders.signals import intent_shared

        exports.register()
        attention_rules.register()
        intent_shared.connect(endorsement_requests.close_earlier, dispatch_uid="close letters of the earlier version")
