"""Says what just happened, with a way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

UNDO = "undo:"


def toast(request: HttpRequest, text: str | Promise, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Show `text` on the next page or fragment; `undo` is an address that takes a POST and puts things back."""
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_address(extra_tags: str | None) -> str:
    """Return the address a message carries for its Undo, or nothing."""
    return next((tag.removeprefix(UNDO) for tag in (extra_tags or "").split() if tag.startswith(UNDO)), "")
