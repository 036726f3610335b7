"""One view serves the page and its fragment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest, target: str) -> bool:
    """Say whether htmx asked for the element with the id `target`, and not for a restored page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and htmx.target == target and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    page: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str = "",
    target: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render `page`, or only `fragment` when htmx wants to swap the element with the id `target`.

    The page includes the fragment it serves, so both show the same.
    """
    is_fragment = bool(fragment) and wants_fragment(request, target)
    full = {"is_fragment": is_fragment, **(context or {})}
    response = render(request, fragment if is_fragment else page, full, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
