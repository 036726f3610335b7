"""How staff look at logs, tallies and reports; corrections go through the pages, which keep tallies and history."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from sensemaking.models import Finding, LearningLog, LogTally, Option, SenseMakingReport


class LookOnly(admin.ModelAdmin):
    """Rows to look at: writing past the services would break tallies and published reports."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(LearningLog)
class LearningLogAdmin(LookOnly):
    list_display = ("pk", "portfolio", "initiative", "kind", "circle", "status", "happened_on")
    list_filter = ("portfolio", "kind", "circle", "status")
    list_select_related = ("portfolio", "initiative")
    exclude = ("search",)


@admin.register(SenseMakingReport)
class ReportAdmin(LookOnly):
    list_display = ("__str__", "portfolio", "from_on", "to_on", "circle", "status", "attempts", "heartbeat_at")
    list_filter = ("portfolio", "status", "circle")
    list_select_related = ("portfolio",)


@admin.register(Finding)
class FindingAdmin(LookOnly):
    list_display = ("title", "report", "kind", "log_count", "before_count")
    list_filter = ("kind",)
    list_select_related = ("report",)


@admin.register(LogTally)
class LogTallyAdmin(LookOnly):
    list_display = ("portfolio", "initiative", "month", "kind", "count")
    list_filter = ("portfolio", "kind")
    list_select_related = ("portfolio", "initiative")


@admin.register(Option)
class OptionAdmin(LookOnly):
    list_display = ("title", "portfolio", "challenge", "status", "circle", "opened_on")
    list_filter = ("status", "circle")
    list_select_related = ("portfolio", "challenge")
