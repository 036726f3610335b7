"""The hub's addresses, and an empty page that every other is measured by."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portfolio_hub.urls import handler400, handler403, handler404, handler500
from portfolio_hub.urls import urlpatterns as hub

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def hello(request: HttpRequest) -> HttpResponse:
    """Say hello, through the same middleware as every page."""
    return HttpResponse("hello")


urlpatterns: list[Any] = [path("hello/", hello), *hub]
