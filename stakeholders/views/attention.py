"""The garden: what needs a hand, put to rest or brought back, and the rules behind it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.dates import day
from portfolio_hub.lib.formats import inside_quotes
from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.attention import Item, rules
from stakeholders.forms import posted
from stakeholders.forms.attention import NotNeededForm, RulesForm
from stakeholders.garden import IN_SHORT, PAGE, garden, item_of
from stakeholders.models import AttentionMark
from stakeholders.policies import Refused
from stakeholders.services import attention as services

SHORT = "attention"
MOST_RESTING = 500
LONGEST = 10


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def attention(request: PortfolioRequest) -> HttpResponse:
    """Everything that needs a hand, by rule; in short for the overview."""
    if wants_fragment(request, SHORT):
        context = {"garden": garden(request.access, few=1), "in_short": IN_SHORT}
        return render_page(request, "stakeholders/attention/partials/short.html", context)
    only = request.GET.get("rule", "")
    if only and only not in rules:
        raise Http404
    first = _number(request.GET.get("from", ""))
    context = {
        "garden": garden(request.access, only=only, first=first, few=PAGE) if only else garden(request.access),
        "only": only,
        "days": services.SNOOZE_DAYS,
    }
    return render_page(request, "stakeholders/attention/attention.html", context)


@require_safe
@in_portfolio(Permission.CURATE)
def resting(request: PortfolioRequest) -> HttpResponse:
    """What was put to rest, until when or why."""
    marks = AttentionMark.objects.filter(portfolio=request.portfolio, rule__in=[name for name, _rule in rules.items()])
    shown = [
        {"mark": mark, "label": rules.get(mark.rule).label}
        for mark in marks.resting().select_related("by")[:MOST_RESTING]
    ]
    return render_page(request, "stakeholders/attention/resting.html", {"marks": shown})


def _number(text: str) -> int:
    """A number from an address or a button; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < LONGEST else 0


def _item(request: PortfolioRequest, rule: str, subject: int) -> Item:
    item = item_of(request.access, rule, subject)
    if item is None:
        raise Http404
    return item


def _back(request: PortfolioRequest, rule: str) -> HttpResponseRedirect:
    """To the page that the item stood on."""
    address = reverse("stakeholders:attention", args=[request.portfolio.slug])
    return redirect(f"{address}?{urlencode({'rule': rule})}" if request.POST.get("only") else address)


@require_POST
@in_portfolio(Permission.CURATE)
def snooze(request: PortfolioRequest, rule: str, subject: int) -> HttpResponse:
    """Let an item rest for some days."""
    item = _item(request, rule, subject)
    days = _number(request.POST.get("days", ""))
    try:
        mark = services.snooze(portfolio=request.portfolio, rule=rule, item=item, days=days, by=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return _back(request, rule)
    undo = reverse("stakeholders:attention-wake", args=[request.portfolio.slug, mark.pk])
    words = {"title": inside_quotes(item.title), "day": day(mark.until_on)}
    toast(request, _("“%(title)s” rests until %(day)s.") % words, undo=undo)
    return _back(request, rule)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def not_needed(request: PortfolioRequest, rule: str, subject: int) -> HttpResponse:
    """Ask why, then put the item away."""
    item = _item(request, rule, subject)
    form = NotNeededForm(posted(request))
    if request.method == "POST" and form.is_valid():
        mark = services.not_needed(
            portfolio=request.portfolio, rule=rule, item=item, why=form.cleaned_data["why"], by=request.user
        )
        undo = reverse("stakeholders:attention-wake", args=[request.portfolio.slug, mark.pk])
        toast(request, _("“%(title)s” is marked as not needed.") % {"title": inside_quotes(item.title)}, undo=undo)
        return _back(request, rule)
    context = {"item": item, "rule": rules.get(rule), "form": form}
    status = 422 if form.errors else 200
    return render_page(request, "stakeholders/attention/not_needed.html", context, status=status)


@require_POST
@in_portfolio(Permission.CURATE)
def wake(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Bring an item back."""
    mark = get_object_or_404(AttentionMark, portfolio=request.portfolio, pk=pk)
    services.wake(mark=mark)
    toast(request, _("“%(title)s” is back.") % {"title": inside_quotes(mark.title)})
    return redirect("stakeholders:attention", request.portfolio.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def rules_page(request: PortfolioRequest) -> HttpResponse:
    """The rules of the garden and their numbers."""
    form = RulesForm(posted(request), chosen=services.settings_of(request.portfolio))
    if request.method == "POST" and form.is_valid():
        services.set_rules(portfolio=request.portfolio, values=form.values(), by=request.user)
        toast(request, _("Saved."))
        return redirect("stakeholders:attention", request.portfolio.slug)
    context = {"form": form, "tab": "attention"}
    return render_page(request, "stakeholders/attention/rules.html", context, status=422 if form.errors else 200)
