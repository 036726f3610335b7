"""Forms of the stakeholders app."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields that were posted, even none at all; None when the page is only shown."""
    return request.POST if request.method == "POST" else None
