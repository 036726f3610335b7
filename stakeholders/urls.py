"""Addresses of the stakeholders app, under the portfolio's slug."""

from django.urls import include, path

from stakeholders.views import credited, invitations, members, organisations, places, portfolios

app_name = "stakeholders"

urlpatterns = [
    path("intent/", include("stakeholders.urls_intent")),
    path("intent/", include("stakeholders.urls_endorsements")),
    path("levels/", include("stakeholders.urls_levels")),
    path("attention/", include("stakeholders.urls_attention")),
    path("organisations/", organisations.directory_list, name="directory"),
    path("organisations/new/", organisations.organisation_new, name="organisation-new"),
    path("organisations/export/<str:format>/", organisations.directory_export, name="directory-export"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/merge/", organisations.organisation_merge, name="organisation-merge"),
    path("organisations/<int:pk>/people/", organisations.speaker_add, name="speaker-add"),
    path("organisations/<int:pk>/people/<int:affiliation_pk>/end/", organisations.speaker_end, name="speaker-end"),
    path("organisations/<int:pk>/credits/", credited.organisation_credits, name="organisation-credits"),
    path("people/<int:pk>/", credited.person, name="person"),
    path("places/", places.place_list, name="places"),
    path("places/new/", places.place_new, name="place-new"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/edit/", places.place_edit, name="place-edit"),
    path("settings/", portfolios.settings, name="settings"),
    path("settings/launch/", portfolios.launch, name="settings-launch"),
    path("settings/members/", members.member_list, name="members"),
    path("settings/members/invite/", invitations.invite, name="invite"),
    path("settings/members/invitations/<int:pk>/send/", invitations.resend, name="invitation-resend"),
    path("settings/members/invitations/<int:pk>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("settings/members/<int:pk>/role/", members.role, name="member-role"),
    path("settings/members/<int:pk>/remove/", members.remove, name="member-remove"),
]
