"""Addresses that belong to a person and to no portfolio: invitations, API keys, preferences."""

from django.urls import path

from stakeholders.views import account, endorsement_links, invitations, portfolios

app_name = "people"

urlpatterns = [
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("endorse/<str:token>/", endorsement_links.endorse_link, name="endorse-link"),
    path("endorse/<str:token>/signed/", endorsement_links.endorse_signed, name="endorse-signed"),
    path("account/", account.profile, name="profile"),
    path("account/keys/", account.tokens, name="tokens"),
    path("account/keys/<int:pk>/revoke/", account.token_revoke, name="token-revoke"),
    path("portfolios/new/", portfolios.new, name="portfolio-new"),
]
