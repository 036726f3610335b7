"""Photos of posts, for those whose circle reaches the post."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from initiatives.models import Update
from sensemaking.models import LearningLog
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def photo(request: PortfolioRequest, kind: str, pk: int) -> FileResponse:
    """The photo of one log or update; Http404 when there is none that the reader may see."""
    rows: QuerySet[Any] = LearningLog.objects.seen_with(request.access)
    if kind != "log":
        rows = Update.objects.visible_to(request.user).filter(portfolio=request.portfolio)
    row = rows.exclude(photo="").filter(pk=pk).first()
    if row is None or not row.photo.storage.exists(row.photo.name):
        raise Http404
    response = FileResponse(row.photo.open(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
