"""Addresses of shifts of the context, of effects logged back, and of the small-count rule."""

from django.urls import URLPattern, path

from sensemaking.views import effects, rethinking, small_counts

shift_urls: list[URLPattern] = [
    path("logs/<int:pk>/think-again/", rethinking.rethink, name="rethink"),
    path("logs/<int:pk>/think-again/<uuid:batch>/undo/", rethinking.rethink_undo, name="rethink-undo"),
    path("commitments/<int:pk>/thought-again/", rethinking.commitment_rethinks, name="commitment-rethinks"),
    path("decisions/<int:pk>/revisit/", effects.decision_revisit, name="decision-revisit"),
    path("decisions/<int:pk>/effects/", effects.decision_effects, name="decision-effects"),
    path("decisions/<int:pk>/effects/<int:log>/link/", effects.decision_effect_link, name="decision-effect-link"),
    path("decisions/<int:pk>/effects/<int:log>/unlink/", effects.decision_effect_unlink, name="decision-effect-unlink"),
    path("small-counts/", small_counts.small_counts, name="small-counts"),
]
