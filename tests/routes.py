"""Every named address of the hub, as the URLconf has it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """A route with its full name (`namespace:name`) and the view behind it."""

    name: str
    path: str
    view: Callable[..., Any]
    arguments: frozenset[str]


def all_routes() -> list[Route]:
    """Walk the URLconf."""
    return list(_walk(get_resolver(), "", "", frozenset()))


def _walk(resolver: URLResolver, namespace: str, path: str, arguments: frozenset[str]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        here = f"{path}{pattern.pattern}"
        known = arguments | set(pattern.pattern.converters) | set(getattr(pattern.pattern, "regex", None).groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, here, known)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or ''}", here, pattern.callback, known)


def access_mark(view: Callable[..., Any]) -> Any:
    """What the view says about who may come; API views say it on their class."""
    return getattr(view, "access_mark", None) or getattr(getattr(view, "cls", None), "access_mark", None)
