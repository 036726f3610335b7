"""The addresses of the hub; whatever belongs to a portfolio lives under its slug."""

from django.contrib import admin
from django.urls import include, path, re_path

from portfolio_hub.views import frame, health, home, intent, levels, overview, pages, search, shell
from sensemaking.views import device, media

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz/", health.healthz, name="healthz"),
    path("gallery/", shell.gallery, name="gallery"),
    path("preferences/theme/", shell.theme, name="set-theme"),
    path("preferences/language/", shell.language, name="set-language"),
    path("how-we-count/", pages.how_we_count, name="how-we-count"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("api/v1/", include("portfolio_hub.api")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("stakeholders.urls_people")),
    path("", include("sensemaking.urls_links")),
    path("", include("funding.urls_links")),
    path("sw.js", device.service_worker, name="service-worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("<slug:portfolio_slug>/media/<str:kind>/<int:pk>/", media.photo, name="media"),
    path("<slug:portfolio_slug>/", overview.overview, name="overview"),
    path("<slug:portfolio_slug>/frame/", frame.frame, name="frame"),
    re_path(r"^(?P<portfolio_slug>[-\w]+)/frame\.(?P<format>csv|xlsx)$", frame.frame_export, name="frame-export"),
    path("<slug:portfolio_slug>/intent/", intent.intent, name="intent"),
    path("<slug:portfolio_slug>/map/", include("portfolio_hub.urls_map")),
    path("<slug:portfolio_slug>/map/", include("portfolio_hub.urls_map_data")),
    path("<slug:portfolio_slug>/search/", search.search, name="search"),
    path("<slug:portfolio_slug>/levels/", levels.levels, name="levels"),
    re_path(r"^(?P<portfolio_slug>[-\w]+)/levels\.(?P<format>csv|xlsx)$", levels.levels_export, name="levels-export"),
    path("<slug:portfolio_slug>/levels/initiatives/", levels.levels_entries, name="levels-entries"),
    re_path(
        r"^(?P<portfolio_slug>[-\w]+)/levels/initiatives\.(?P<format>csv|xlsx)$",
        levels.levels_entries_export,
        name="levels-entries-export",
    ),
    path("<slug:portfolio_slug>/download/", pages.downloads, name="download-data"),
    path("<slug:portfolio_slug>/download/<slug:source>.<str:format>", pages.download_source, name="download-source"),
    path("<slug:portfolio_slug>/", include("stakeholders.urls")),
    path("<slug:portfolio_slug>/", include("initiatives.urls")),
    path("<slug:portfolio_slug>/", include("sensemaking.urls")),
    path("<slug:portfolio_slug>/funding/", include("funding.urls")),
]

handler400 = "portfolio_hub.views.shell.bad_request"
handler403 = "portfolio_hub.views.shell.forbidden"
handler404 = "portfolio_hub.views.shell.not_found"
handler500 = "portfolio_hub.views.shell.broken"
