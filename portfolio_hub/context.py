"""What the shell around every page needs."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the portfolio and the access that the view found, or None."""
    return {
        "portfolio": getattr(request, "portfolio", None),
        "access": getattr(request, "access", None),
    }
