"""The shell's own pages: theme, language, the gallery of components, and what is shown when something goes wrong."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portfolio_hub.gallery import SAMPLES, SampleForm
from portfolio_hub.lib.api import problem
from stakeholders.access import open_to_all

THEME_COOKIE = "theme"
THEMES = {"": _("Auto"), "light": _("Light"), "dark": _("Dark")}
YEAR = 365 * 24 * 60 * 60


def back(request: HttpRequest) -> HttpResponse:
    """Lead back to the page that the reader came from, if it is one of ours."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if is_ours else "home")


def keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Remember a choice on this device for a year; an empty one is forgotten."""
    if value:
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name, samesite="Lax")
    return response


@open_to_all("sets how the page looks on this device")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or what the device prefers."""
    chosen = request.POST.get("theme", "")
    return keep(back(request), THEME_COOKIE, chosen if chosen in THEMES else "")


@open_to_all("sets the language on this device")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the hub."""
    chosen = request.POST.get("language", "")
    known = {code for code, _name in settings.LANGUAGES}
    return keep(back(request), settings.LANGUAGE_COOKIE_NAME, chosen if chosen in known else "")


@open_to_all("shows components with invented data, for people who build pages")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample data, in both themes."""
    return render(request, "gallery.html", {**SAMPLES, "form": SampleForm(), "bad_form": SampleForm({"horizon": "99"})})


def for_programs(request: HttpRequest) -> bool:
    """Say whether a program asked, which wants problem details and no page."""
    return request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say who can grant access."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or not for this reader."""
    if for_programs(request):
        return problem("Not found", 404, "There is nothing at this address that you may see.")
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the hub failed; asks nothing of the database, which may be what failed."""
    if for_programs(request):
        return problem("Server error", 500, "The hub failed, and it is noted. Nothing was written.")
    return render(None, "500.html", status=500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form lay open too long, instead of Django's page about CSRF."""
    context: dict[str, Any] = {"is_expired": True}
    return render(request, "400.html", context, status=403)
