"""Addresses of policy commitments, within the initiatives app."""

from django.urls import path, re_path

from initiatives.views import policy_touches
from initiatives.views.commitments import editing, needs, pages, serving

urlpatterns = [
    path("", pages.commitments, name="commitments"),
    re_path(r"^commitments\.(?P<format>csv|xlsx|jsonl)$", pages.commitments_export, name="commitments-export"),
    path("new/", editing.commitment_new, name="commitment-new"),
    path("needs/", needs.commitment_needs, name="commitment-needs"),
    path("needs/<uuid:batch>/undo/", needs.commitment_needs_undo, name="commitment-needs-undo"),
    path("of-initiative/<int:pk>/", serving.serves, name="serves"),
    path("policies/<int:pk>/", policy_touches.policy_touches_edit, name="policy-touches"),
    path("policies/<int:pk>/touched/", policy_touches.policy_touched, name="policy-touched"),
    path("policies/<int:pk>/away/<int:touch>/", policy_touches.policy_untouch, name="policy-untouch"),
    path("<int:pk>/", pages.commitment, name="commitment"),
    path("<int:pk>/edit/", editing.commitment_edit, name="commitment-edit"),
    path("<int:pk>/move/", editing.commitment_move, name="commitment-move"),
    path("<int:pk>/retire/", editing.commitment_retire, name="commitment-retire"),
    path("<int:pk>/delete/", editing.commitment_delete, name="commitment-delete"),
    path("<int:pk>/undo/<int:change>/", editing.commitment_undo, name="commitment-undo"),
    path("<int:pk>/serve/", serving.commitment_serve, name="commitment-serve"),
    path("<int:pk>/services/<int:service>/", serving.service_edit, name="service"),
    path("<int:pk>/services/<int:service>/end/", serving.service_end, name="service-end"),
    path("<int:pk>/gap/<int:system>/", serving.gap, name="gap"),
]
