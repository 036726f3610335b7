"""The description of the API: for machines as OpenAPI, for people as a page."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews import api_reference
from stakeholders.access import open_to_all


@open_to_all("describes routes and shows no rows")
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3 document."""
    return JsonResponse(api_reference.document(), content_type="application/vnd.oai.openapi+json")


@open_to_all("describes routes and shows no rows")
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and fields."""
    return render_page(request, "api_reference.html", {"groups": api_reference.reference()})
