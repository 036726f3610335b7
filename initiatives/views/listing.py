"""The list of initiatives, its download, and views that people keep of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.forms.acts import SaveViewForm
from initiatives.models import SavedView
from initiatives.overviews import exports, facets, filters, listing
from initiatives.overviews.chips import chips, names_in
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

FRAGMENT = "initiatives/partials/rows.html"
TARGET = "initiatives"
LONG = ("place", "organisation")


@require_safe
@in_portfolio(Permission.READ)
def initiatives(request: PortfolioRequest) -> HttpResponse:
    """The list as a page, its rows alone, or its facets alone."""
    chosen, now = filters.read(request.GET), timezone.now()
    if wants_fragment(request, "facets"):
        counts = counted(request, chosen, now)
        return render_page(request, "initiatives/partials/facets.html", facet_context(request, chosen, counts))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = listing.listing(request.access, chosen, now=now, after=after, before=before)
    context: dict[str, Any] = {
        "filters": chosen, "listing": page, "sort": chosen.sort, "base": request.path, "is_filtered": chosen.are_set,
    }  # fmt: skip
    if wants_fragment(request, TARGET):
        context |= {
            "total": listing.chosen(request.access, chosen, now=now).count(),
            "chips": named(request, chosen, None),
        }
    else:
        counts = counted(request, chosen, now)
        context |= facet_context(request, chosen, counts)
        context |= {"total": counts.total, "chips": named(request, chosen, counts)}
        context |= {"views": saved_views(request), "save_form": SaveViewForm(), "orders": orders()}
    response = render_page(request, "initiatives/list.html", context, fragment=FRAGMENT, target=TARGET)
    if wants_fragment(request, TARGET):
        response["HX-Trigger-After-Swap"] = "facets-stale"
        address = canonical(request, chosen)
        same = (request.htmx.current_url_abs_path or "") == address
        response["HX-Replace-Url" if same else "HX-Push-Url"] = address
    return response


def canonical(request: PortfolioRequest, chosen: filters.Filters) -> str:
    """The address of what is shown, without what is empty."""
    query = QueryDict(chosen.query, mutable=True)
    for name in ("after", "before", "more", *(f"find_{name}" for name in LONG)):
        if values := [value for value in request.GET.getlist(name) if value]:
            query.setlist(name, values)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def counted(request: PortfolioRequest, chosen: filters.Filters, now: Any) -> facets.Facets:
    """The facets, with those listed in full that the address asks for."""
    find = {name: request.GET.get(f"find_{name}", "").strip()[:80].replace("\x00", "") for name in LONG}
    wider = facets.Wider(frozenset(request.GET.getlist("more")), find)
    return facets.facets(request.access, chosen, now=now, wider=wider)


def facet_context(request: PortfolioRequest, chosen: filters.Filters, counts: facets.Facets) -> dict[str, Any]:
    """What the rail shows."""
    more = request.GET.getlist("more")
    return {
        "facets": counts,
        "filters": chosen,
        "hidden": [(name, value) for name, value in chosen.choices() if name in filters.HIDDEN],
        "quiet_other": chosen.quiet if chosen.quiet not in filters.QUIET_DAYS else 0,
        **{f"find_{name}": request.GET.get(f"find_{name}", "") for name in LONG},
        **{f"more_{name}": name in more for name in LONG},
    }


def orders() -> list[tuple[str, str]]:
    """The orders of the list for its menu, both ways round where that is of use."""
    return [
        ("title", _("Title, A to Z")),
        ("-title", _("Title, Z to A")),
        ("stage", _("Stage, earliest first")),
        ("-stage", _("Stage, furthest first")),
        ("-heard", _("Heard from most recently")),
        ("heard", _("Quiet for longest")),
        ("-started", _("Started most recently")),
        ("started", _("Started longest ago")),
        ("-added", _("Added most recently")),
        ("added", _("Added longest ago")),
    ]


def named(request: PortfolioRequest, chosen: filters.Filters, counts: facets.Facets | None) -> list[Any]:
    """Chips for what is chosen."""
    return chips(chosen, names_in(chosen, counts, request.portfolio)) if chosen.are_set else []


def saved_views(request: PortfolioRequest) -> list[SavedView]:
    """A person's own views and those shared with them here."""
    if not request.user.is_authenticated:
        return []
    rows = SavedView.objects.visible_to(request.user).filter(portfolio=request.portfolio)
    return list(rows.select_related("by", "portfolio"))


@require_safe
@in_portfolio(Permission.READ)
def export(request: PortfolioRequest) -> StreamingHttpResponse:
    """Exactly what the list shows, all pages of it, as CSV, XLSX or JSON Lines."""
    table = exports.table(request.access, filters.read(request.GET), now=timezone.now())
    name = f"{request.portfolio.slug}-initiatives"
    return download(table, format=request.GET.get("format", "csv"), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.SEE_PEOPLE)
def view_save(request: PortfolioRequest) -> HttpResponse:
    """Keep the filters under a name; a name used before is written over."""
    if request.method != "POST":
        context = {"form": SaveViewForm(), "query": filters.read(request.GET).query}
        return render_page(request, "initiatives/view_form.html", context)
    form = SaveViewForm(request.POST)
    query = filters.read(QueryDict(request.POST.get("query", "")[:2000])).query
    if form.is_valid():
        SavedView.objects.update_or_create(
            portfolio=request.portfolio, by=request.user, name=form.cleaned_data["name"],
            defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]},
        )  # fmt: skip
        toast(request, _("Saved as “%(name)s”.") % {"name": form.cleaned_data["name"]})
        return back_to_list(request, query)
    return render_page(request, "initiatives/view_form.html", {"form": form, "query": query}, status=422)


@require_POST
@in_portfolio(Permission.SEE_PEOPLE)
def view_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Delete one's own view; a steward may delete shared ones."""
    views = SavedView.objects.visible_to(request.user).filter(portfolio=request.portfolio)
    if not request.access.is_steward:
        views = views.filter(by=request.user)
    view = get_object_or_404(views, pk=pk)
    view.delete()
    toast(request, _("“%(name)s” is gone.") % {"name": view.name})
    return back_to_list(request, view.query)


def back_to_list(request: HttpRequest, query: str = "") -> HttpResponseRedirect:
    """The list with these filters."""
    address = reverse("initiatives:list", args=[request.portfolio.slug])  # type: ignore[attr-defined]
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
