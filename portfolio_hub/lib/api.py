"""What all API routes share: cursor pages and problem details."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from rest_framework import exceptions, pagination, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

PROBLEM_JSON = "application/problem+json"


class CursorPagination(pagination.CursorPagination):
    """Pages by cursor, newest row first, at most 200 rows."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer errors as RFC 9457 problem details; `errors` names the fields that are at fault."""
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(getattr(error, "message_dict", None) or error.messages)
    response = exception_handler(error, context)
    if response is None:
        return None
    title, detail = _words(error)
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": response.status_code, "detail": detail}
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = response.data
    response.data = body
    response.content_type = PROBLEM_JSON
    return response


def problem(title: str, code: int, detail: str) -> JsonResponse:
    """A problem for addresses where no view of the API answers."""
    body = {"type": "about:blank", "title": title, "status": code, "detail": detail}
    return JsonResponse(body, status=code, content_type=PROBLEM_JSON)


def _words(error: Exception) -> tuple[str, str]:
    if isinstance(error, Http404):
        return "Not found", "There is nothing at this address that you may see."
    if isinstance(error, PermissionDenied):
        return "Not allowed", str(error) or "You may not do this."
    if isinstance(error, exceptions.ValidationError):
        return "Invalid", "Some of what was sent is not valid; see errors."
    assert isinstance(error, exceptions.APIException)
    return status_words(error.status_code), str(error.detail)


def status_words(code: int) -> str:
    """A title for a status code."""
    return {
        status.HTTP_401_UNAUTHORIZED: "Not signed in",
        status.HTTP_403_FORBIDDEN: "Not allowed",
        status.HTTP_404_NOT_FOUND: "Not found",
        status.HTTP_405_METHOD_NOT_ALLOWED: "Method not allowed",
        status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "Unsupported media type",
        status.HTTP_429_TOO_MANY_REQUESTS: "Too many requests",
    }.get(code, "Error")


PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"description": "What is wrong, by field."},
    },
    "required": ["type", "title", "status", "detail"],
}
REFUSALS = {"400": "Invalid", "401": "Not signed in", "403": "Not allowed", "404": "Not found", "409": "Conflict"}


def describe_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Add the refusals to every operation of the OpenAPI document."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in result["paths"].values():
        for operation in methods.values():
            for code, title in REFUSALS.items():
                operation["responses"].setdefault(code, {"description": title, "content": content})
    return result
