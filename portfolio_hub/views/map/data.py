"""The data of the map, for the page that draws it."""

from hashlib import blake2b

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from portfolio_hub.overviews.map.choice import read
from portfolio_hub.overviews.map.data import map_data as read_map
from portfolio_hub.overviews.map.payload import as_json
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def map_data(request: PortfolioRequest) -> HttpResponseBase:
    """Nodes, links, frame and counts for the chosen filters; nothing again where nothing has changed."""
    body = as_json(read_map(request.access, read(request.GET)))
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    fresh = HttpResponse(body, content_type="application/json")
    fresh["ETag"], fresh["Cache-Control"] = etag, "private, no-cache"
    patch_vary_headers(fresh, ["Cookie", "Accept-Language"])
    return get_conditional_response(request, etag=etag, response=fresh) or fresh
