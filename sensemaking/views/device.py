"""What a phone needs to keep the posting form when it is offline."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stakeholders.access import open_to_all

KEPT = (
    "css/hub.css",
    "js/hub.js",
    "js/dictate.js",
    "js/outbox.js",
    "js/post.js",
    "vendor/htmx.min.js",
    "vendor/icons.svg",
    "vendor/fonts/inter-latin.woff2",
    "vendor/fonts/newsreader-latin.woff2",
    "img/icon.svg",
)


@require_safe
@open_to_all("the same script for everyone; it holds nobody's data")
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which has to come from the root to see every page."""
    kept = [static(path) for path in KEPT]
    version = hashlib.sha256(json.dumps([*kept, static("js/sw.js")]).encode()).hexdigest()[:12]
    scripts = json.dumps([static("js/outbox.js"), static("js/sw.js")])
    lines = f"self.HUB = {json.dumps({'version': version, 'kept': kept})};\nimportScripts(...{scripts});\n"
    response = HttpResponse(lines, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@open_to_all("how a phone names and shows the hub on its home screen")
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest."""
    facts = {
        "name": _("Portfolio Hub"),
        "short_name": _("Portfolio Hub"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F6F8F7",
        "theme_color": "#0B5963",
        "icons": [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")
