"""What a policy touches: the panel on its page, and the page where stewards say so."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Initiative, PolicyCommitment, PolicyTouch
from initiatives.overviews.policies import found_initiatives, touched_by
from initiatives.services import policy_touches
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import PolicyLink

PAGE = "initiatives/policies/touches.html"


def _policy(request: PortfolioRequest, pk: int) -> PolicyLink:
    found: PolicyLink = get_object_or_404(request.portfolio.policy_links, pk=pk)
    return found


@require_safe
@in_portfolio(Permission.READ)
def policy_touched(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The commitments and initiatives that a policy touches, as a panel of its page."""
    context = {"touched": touched_by(request.access, _policy(request, pk))}
    template = "initiatives/policies/panel.html" if request.htmx else "initiatives/policies/touched.html"
    return render_page(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def policy_touches_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what a policy touches: commitments by ticking, initiatives by searching."""
    policy = _policy(request, pk)
    commitments = PolicyCommitment.objects.filter(portfolio=request.portfolio)
    if request.method == "POST" and "initiative" in request.POST:
        return _add(request, policy)
    if request.method == "POST" and "ticked" in request.POST:
        chosen = [int(value) for value in request.POST.getlist("commitment") if value.isdecimal() and len(value) < 18]
        policy_touches.touch_commitments(
            policy=policy, commitments=list(commitments.filter(pk__in=chosen)), by=request.user
        )
        toast(request, _("Saved."))
        return redirect(policy)
    touched = touched_by(request.access, policy)
    text = request.GET.get("q", "")
    context = {
        "policy": policy,
        "touched": touched,
        "commitments": list(commitments),
        "ticked": {row.commitment_id for row in touched.commitments},
        "text": text,
        "found": found_initiatives(request.access, policy, text),
    }
    return render_page(request, PAGE, context, status=422 if request.method == "POST" else 200)


def _add(request: PortfolioRequest, policy: PolicyLink) -> HttpResponse:
    value = request.POST["initiative"]
    pk = int(value) if value.isdecimal() and len(value) < 18 else 0
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    policy_touches.touch(policy=policy, initiative=initiative, by=request.user)
    toast(request, _("The page of “%(title)s” shows this policy now.") % {"title": initiative.title})
    return redirect("initiatives:policy-touches", request.portfolio.slug, policy.pk)


@require_POST
@in_portfolio(Permission.CURATE)
def policy_untouch(request: PortfolioRequest, pk: int, touch: int) -> HttpResponse:
    """Take one of the things away that a policy touches."""
    row = get_object_or_404(PolicyTouch, pk=touch, policy=_policy(request, pk))
    policy_touches.untouch(touch=row, by=request.user)
    toast(request, _("Taken away."))
    return redirect("initiatives:policy-touches", request.portfolio.slug, pk)
