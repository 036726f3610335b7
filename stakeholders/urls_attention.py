"""Addresses of the garden, within the stakeholders app."""

from django.urls import path

from stakeholders.views import attention

urlpatterns = [
    path("", attention.attention, name="attention"),
    path("resting/", attention.resting, name="attention-resting"),
    path("rules/", attention.rules_page, name="attention-rules"),
    path("<slug:rule>/<int:subject>/snooze/", attention.snooze, name="attention-snooze"),
    path("<slug:rule>/<int:subject>/not-needed/", attention.not_needed, name="attention-not-needed"),
    path("resting/<int:pk>/wake/", attention.wake, name="attention-wake"),
]
