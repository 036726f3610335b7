"""How staff correct initiatives; whatever a steward can do belongs on the pages, where it enters the history."""

from django.contrib import admin

from initiatives.models import (
    Challenge,
    Framing,
    Initiative,
    Lever,
    Lineage,
    Participation,
    Placement,
    PostingLink,
    SavedView,
    StageChange,
    System,
    Update,
)


@admin.register(Initiative)
class InitiativeAdmin(admin.ModelAdmin):
    list_display = ("title", "home", "stage", "circle", "last_heard_at")
    list_filter = ("stage", "circle", "is_paused")
    search_fields = ("title", "external_id")
    list_select_related = ("home",)
    raw_id_fields = ("home", "places")
    readonly_fields = ("version", "merged_into", "created_by", "created_at", "last_heard_at")

    def save_model(self, request: object, obj: Initiative, form: object, change: bool) -> None:
        """Keep search and version in step."""
        obj.search = obj.searchable_text()
        obj.version += 1
        obj.save()


@admin.register(System, Lever)
class FrameAdmin(admin.ModelAdmin):
    list_display = ("name", "portfolio", "order")
    list_select_related = ("portfolio",)
    search_fields = ("name",)
    raw_id_fields = ("portfolio",)


@admin.register(Placement)
class PlacementAdmin(admin.ModelAdmin):
    list_display = ("initiative", "portfolio", "since_on", "until_on")
    list_select_related = ("initiative", "portfolio")
    search_fields = ("initiative__title",)
    raw_id_fields = ("initiative", "portfolio", "added_by", "levers")


@admin.register(Participation)
class ParticipationAdmin(admin.ModelAdmin):
    list_display = ("organisation", "initiative", "role", "since_on", "until_on")
    list_select_related = ("initiative", "organisation")
    search_fields = ("initiative__title", "organisation__name")
    raw_id_fields = ("initiative", "organisation")


@admin.register(Update)
class UpdateAdmin(admin.ModelAdmin):
    list_display = ("__str__", "initiative", "happened_on", "circle", "status")
    list_select_related = ("initiative",)
    search_fields = ("title", "initiative__title")
    raw_id_fields = ("portfolio", "initiative", "by", "via_link")


@admin.register(StageChange)
class StageChangeAdmin(admin.ModelAdmin):
    list_display = ("initiative", "from_stage", "to_stage", "on")
    list_select_related = ("initiative",)
    raw_id_fields = ("initiative", "by")


@admin.register(Lineage)
class LineageAdmin(admin.ModelAdmin):
    list_display = ("initiative", "kind", "other", "on")
    list_select_related = ("initiative", "other")
    raw_id_fields = ("initiative", "other", "by")


@admin.register(SavedView)
class SavedViewAdmin(admin.ModelAdmin):
    list_display = ("name", "portfolio", "by", "is_shared")
    list_select_related = ("portfolio", "by")
    raw_id_fields = ("portfolio", "by")


@admin.register(PostingLink)
class PostingLinkAdmin(admin.ModelAdmin):
    list_display = ("email", "initiative", "expires_at", "revoked_at")
    list_select_related = ("initiative",)
    raw_id_fields = ("portfolio", "initiative", "created_by")
    readonly_fields = ("created_at", "last_used_at")


@admin.register(Challenge)
class ChallengeAdmin(admin.ModelAdmin):
    list_display = ("title", "portfolio", "status", "circle", "status_since_on")
    list_filter = ("status", "circle")
    search_fields = ("title",)
    list_select_related = ("portfolio",)
    raw_id_fields = ("portfolio", "systems", "places", "raised_by", "organisation", "framing")
    readonly_fields = ("merged_into", "split_from", "edit", "created_at")

    def save_model(self, request: object, obj: Challenge, form: object, change: bool) -> None:
        """Keep search and the count of edits in step."""
        obj.search = obj.searchable_text()
        obj.edit += 1
        obj.save()


@admin.register(Framing)
class FramingAdmin(admin.ModelAdmin):
    list_display = ("title", "challenge", "by", "created_at")
    list_select_related = ("challenge", "by")
    raw_id_fields = ("challenge", "organisation", "by")
    readonly_fields = ("edit", "created_at")
