"""The addresses of the hub; whatever belongs to a portfolio lives under its slug."""

from django.contrib import admin
from django.urls import include, path

from portfolio_hub.views import health, home, shell

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz/", health.healthz, name="healthz"),
    path("gallery/", shell.gallery, name="gallery"),
    path("preferences/theme/", shell.theme, name="set-theme"),
    path("preferences/language/", shell.language, name="set-language"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("stakeholders.urls_people")),
    path("<slug:portfolio_slug>/", include("stakeholders.urls")),
    path("<slug:portfolio_slug>/initiatives/", include("initiatives.urls")),
    path("<slug:portfolio_slug>/sense-making/", include("sensemaking.urls")),
    path("<slug:portfolio_slug>/funding/", include("funding.urls")),
]

handler400 = "portfolio_hub.views.shell.bad_request"
handler403 = "portfolio_hub.views.shell.forbidden"
handler404 = "portfolio_hub.views.shell.not_found"
handler500 = "portfolio_hub.views.shell.broken"
