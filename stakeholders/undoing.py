"""Taking an edit back at the request of a page, and saying how that went."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portfolio_hub.lib.toasts import toast
from stakeholders.services.history import CannotUndo


@contextmanager
def undoing_for(request: HttpRequest) -> Iterator[None]:
    """Say that it is undone, or the reason why it can't be."""
    try:
        yield
        toast(request, _("Undone."))
    except CannotUndo as why:
        toast(request, str(why), level=messages.ERROR)
