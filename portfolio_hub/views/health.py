"""Whether the parts answer."""

from celery import current_app
from django.db import connection
from django.http import HttpRequest, JsonResponse

from stakeholders.access import open_to_all


@open_to_all("machines ask whether the hub is well; it says nothing about anybody")
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer, else 503 and which of them does not."""
    parts = {"database": _database_answers(), "broker": _broker_answers()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:
        return False
    return True
