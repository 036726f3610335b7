"""Addresses of endorsements, thresholds, policy links and positions, within the stakeholders app."""

from django.urls import path

from stakeholders.views import endorsement_links, endorsements, policy_links, positions, thresholds

urlpatterns = [
    path("endorse/", endorsements.endorse, name="endorse"),
    path("endorsements/record/", endorsements.endorsement_record, name="endorsement-record"),
    path("endorsements/ask/", endorsement_links.endorsement_ask, name="endorsement-ask"),
    path("endorsements/ask-again/", endorsement_links.endorsement_ask_again, name="endorsement-ask-again"),
    path("endorsements/", endorsements.endorsement_list, name="endorsements"),
    path("endorsements/export/<str:format>/", endorsements.endorsements_export, name="endorsements-export"),
    path("endorsements/<int:pk>/", endorsements.endorsement, name="endorsement"),
    path("endorsements/<int:pk>/confirm/", endorsements.endorsement_confirm, name="endorsement-confirm"),
    path("endorsements/<int:pk>/renew/", endorsements.endorsement_renew, name="endorsement-renew"),
    path("endorsements/<int:pk>/withdraw/", endorsements.endorsement_withdraw, name="endorsement-withdraw"),
    path("letters/<int:pk>/send/", endorsement_links.endorsement_resend, name="endorsement-resend"),
    path("letters/<int:pk>/revoke/", endorsement_links.endorsement_revoke, name="endorsement-revoke"),
    path("sectors/", thresholds.sectors, name="sectors"),
    path("sectors/export/<str:format>/", thresholds.sectors_export, name="sectors-export"),
    path("thresholds/", thresholds.threshold_list, name="thresholds"),
    path("thresholds/start/", thresholds.threshold_start, name="threshold-start"),
    path("thresholds/new/", thresholds.threshold_new, name="threshold-new"),
    path("thresholds/<int:pk>/", thresholds.threshold_edit, name="threshold-edit"),
    path("thresholds/<int:pk>/move/", thresholds.threshold_move, name="threshold-move"),
    path("thresholds/<int:pk>/delete/", thresholds.threshold_delete, name="threshold-delete"),
    path("policies/", policy_links.policy_link_list, name="policy-links"),
    path("policies/new/", policy_links.policy_link_new, name="policy-link-new"),
    path("policies/<int:pk>/", policy_links.policy_link, name="policy-link"),
    path("policies/<int:pk>/edit/", policy_links.policy_link_edit, name="policy-link-edit"),
    path("policies/<int:pk>/delete/", policy_links.policy_link_delete, name="policy-link-delete"),
    path("positions/", positions.position_list, name="positions"),
    path("positions/<int:pk>/", positions.position_edit, name="position-edit"),
    path("positions/<int:pk>/delete/", positions.position_delete, name="position-delete"),
    path("braids/new/", positions.braid_new, name="braid-new"),
    path("braids/<int:pk>/", positions.braid_edit, name="braid-edit"),
    path("braids/<int:pk>/delete/", positions.braid_delete, name="braid-delete"),
]
