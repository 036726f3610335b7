"""Addresses of learning questions, sliders and what a log speaks to, within the sensemaking app."""

from django.urls import URLPattern, path

from sensemaking.views import questions, sliders, speaking

question_urls: list[URLPattern] = [
    path("questions/", questions.questions, name="questions"),
    path("questions/new/", questions.question_new, name="question-new"),
    path("questions/of-initiative/<int:pk>/", questions.initiative_questions, name="question-initiative"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("questions/<int:pk>/edit/", questions.question_edit, name="question-edit"),
    path("questions/<int:pk>/rest/", questions.question_rest, name="question-rest"),
    path("sliders/", sliders.sliders, name="sliders"),
    path("sliders/new/", sliders.slider_new, name="slider-new"),
    path("sliders/<int:pk>/edit/", sliders.slider_edit, name="slider-edit"),
    path("logs/<int:pk>/speaks-to/", speaking.log_speaks, name="log-speaks"),
]
