"""The sensemaking app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SensemakingConfig(AppConfig):
    name = "sensemaking"
    verbose_name = _("Sense-making")

    def ready(self) -> None:
        """Fill the registries of the floors below."""
        from sensemaking import registrations

        registrations.register()
