"""How staff of the installation correct people, organisations, places and portfolios."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from stakeholders.models import (
    Affiliation,
    ApiToken,
    Change,
    Invitation,
    Membership,
    Organisation,
    Place,
    Portfolio,
    User,
)


class ReadOnly(admin.ModelAdmin):
    """Rows that staff may look at and not touch."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "last_login", "joined_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "wants_mail", "is_active", "is_staff", "is_superuser")
    ordering = ("email",)


@admin.register(Portfolio)
class PortfolioAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "level", "audience", "is_launched", "created_at")
    list_filter = ("audience", "is_launched", "level")
    search_fields = ("name", "slug")
    raw_id_fields = ("place",)
    readonly_fields = ("parent",)  # both sides agree on it, on the pages of levels


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "portfolio", "role", "since_at")
    list_filter = ("role",)
    list_select_related = ("user", "portfolio")
    search_fields = ("user__email", "user__name", "portfolio__name")
    raw_id_fields = ("user", "portfolio")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ("email", "portfolio", "role", "status", "sent_at", "expires_at")
    list_filter = ("status", "role")
    list_select_related = ("portfolio",)
    search_fields = ("email", "portfolio__name")
    exclude = ("token",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "sector", "place", "external_id")
    list_filter = ("sector",)
    list_select_related = ("place",)
    search_fields = ("name", "short_name", "external_id")
    raw_id_fields = ("place", "portfolios")


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    list_display = ("user", "organisation", "title", "since_on", "until_on")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    raw_id_fields = ("user", "organisation")


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    list_display = ("name", "level", "within", "code")
    list_filter = ("level",)
    list_select_related = ("within",)
    search_fields = ("name", "code")
    raw_id_fields = ("portfolios",)
    readonly_fields = ("within",)  # set on its page, where a circle is refused


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    list_display = ("name", "user", "scope", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    exclude = ("digest",)


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("at", "kind", "content_type", "object_id", "by", "portfolio")
    list_filter = ("kind",)
    list_select_related = ("content_type", "by", "portfolio")
    date_hierarchy = "at"
