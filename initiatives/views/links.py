"""Links for posting: a steward sends, copies, renews and revokes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.forms.links import LinkForm
from initiatives.models import Initiative, PostingLink
from initiatives.services import links as service
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.policies import Refused

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def links(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Show who can post to an initiative without an account, and send another link."""
    initiative = _initiative(request, pk)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            link = service.create(
                portfolio=request.portfolio, initiative=initiative, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            toast(request, _("The link is on its way to %(email)s.") % {"email": link.email})
            return redirect("initiatives:links", request.portfolio.slug, pk)
    rows = PostingLink.objects.filter(portfolio=request.portfolio, initiative=initiative).select_related("created_by")
    context = {
        "form": form,
        "initiative": initiative,
        "links": [(link, service.address(link)) for link in rows[:SHOWN]],
    }
    response = render(request, "initiatives/links.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@in_portfolio(Permission.MANAGE)
def resend(request: PortfolioRequest, pk: int, link: int) -> HttpResponse:
    """Mail a link once more and let it live for another 30 days."""
    row = _link(request, pk, link)
    try:
        service.resend(link=row)
    except Refused as refused:
        toast(request, str(refused), level=messages.WARNING)
    else:
        toast(request, _("The link is on its way to %(email)s once more.") % {"email": row.email})
    return redirect("initiatives:links", request.portfolio.slug, pk)


@require_POST
@in_portfolio(Permission.MANAGE)
def revoke(request: PortfolioRequest, pk: int, link: int) -> HttpResponse:
    """Close a link at once."""
    row = _link(request, pk, link)
    service.revoke(link=row)
    toast(request, _("The link of %(who)s is closed.") % {"who": row.name or row.email})
    return redirect("initiatives:links", request.portfolio.slug, pk)


def _initiative(request: PortfolioRequest, pk: int) -> Initiative:
    return get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)


def _link(request: PortfolioRequest, pk: int, link: int) -> PostingLink:
    rows = PostingLink.objects.filter(portfolio=request.portfolio, initiative=_initiative(request, pk))
    return get_object_or_404(rows, pk=link)
