"""Addresses of combinations, within the initiatives app."""

from django.urls import URLPattern, path

from initiatives.views.combinations import acts, editing, pages

urlpatterns: list[URLPattern] = [
    path("", pages.combinations, name="combinations"),
    path("export.<str:format>", pages.combinations_export, name="combinations-export"),
    path("new/", editing.combination_new, name="combination-new"),
    path("of-initiative/<int:pk>/", pages.initiative_combinations, name="initiative-combinations"),
    path("<int:pk>/", pages.combination, name="combination"),
    path("<int:pk>/edit/", editing.combination_edit, name="combination-edit"),
    path("<int:pk>/members/", editing.combination_members, name="combination-members"),
    path("<int:pk>/members/add/", editing.combination_add, name="combination-add"),
    path("<int:pk>/members/<int:member>/remove/", editing.combination_member_remove, name="combination-member-remove"),
    path("<int:pk>/history/", pages.combination_history, name="combination-history"),
    path("<int:pk>/end/", acts.combination_end, name="combination-end"),
    path("<int:pk>/reopen/", acts.combination_reopen, name="combination-reopen"),
    path("<int:pk>/delete/", acts.combination_delete, name="combination-delete"),
    path("<int:pk>/undo/<int:change>/", acts.combination_undo, name="combination-undo"),
]
