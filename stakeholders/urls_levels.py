"""Addresses of wider and narrower portfolios and what they offer each other, within the stakeholders app."""

from django.urls import path

from stakeholders.views import interfaces, levels

urlpatterns = [
    path("settings/", levels.level_settings, name="level-settings"),
    path("join/", levels.level_join, name="level-join"),
    path("leave/", levels.level_leave, name="level-leave"),
    path("requests/<int:pk>/withdraw/", levels.level_withdraw, name="level-withdraw"),
    path("requests/<int:pk>/answer/", levels.level_answer, name="level-answer"),
    path("inside/<int:pk>/release/", levels.level_release, name="level-release"),
    path("undo/<int:change>/", levels.level_undo, name="level-undo"),
    path("interfaces/new/", interfaces.interface_new, name="interface-new"),
    path("interfaces/<int:pk>/edit/", interfaces.interface_edit, name="interface-edit"),
    path("interfaces/<int:pk>/withdraw/", interfaces.interface_withdraw, name="interface-withdraw"),
    path("interfaces/<int:pk>/reopen/", interfaces.interface_reopen, name="interface-reopen"),
    path("interfaces/<int:pk>/match/", interfaces.interface_match, name="interface-match"),
]
