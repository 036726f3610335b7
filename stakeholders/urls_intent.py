"""Addresses of the versions of the intent and the talk about them, within the stakeholders app."""

from django.urls import path

from stakeholders.views import intent, intent_talk

urlpatterns = [
    path("draft/", intent.draft, name="intent-draft"),
    path("compare/", intent.compare, name="intent-compare"),
    path("versions/<int:number>/", intent.version, name="intent-version"),
    path("versions/<int:number>/edit/", intent.edit, name="intent-edit"),
    path("versions/<int:number>/steps/<slug:step>/", intent.step, name="intent-step"),
    path("versions/<int:number>/comment/", intent_talk.comment, name="intent-comment"),
    path("versions/<int:number>/suggest/", intent_talk.suggest, name="intent-suggest"),
    path("versions/<int:number>/next/", intent_talk.next_text, name="intent-next"),
    path("comments/<int:pk>/answer/", intent_talk.answer, name="comment-answer"),
    path("comments/<int:pk>/edit/", intent_talk.comment_edit, name="comment-edit"),
    path("comments/<int:pk>/delete/", intent_talk.comment_delete, name="comment-delete"),
    path("comments/<int:pk>/resolve/", intent_talk.comment_resolve, name="comment-resolve"),
    path("suggestions/<int:pk>/", intent_talk.suggestion_answer, name="suggestion-answer"),
    path("suggestions/<int:pk>/withdraw/", intent_talk.suggestion_withdraw, name="suggestion-withdraw"),
]
