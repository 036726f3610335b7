"""Versions of the shared intent: reading, comparing, writing, and the steps of their life."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders import intent_overviews
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.intent import CompareForm, IntentTextForm
from stakeholders.intent_policies import why_not_edit, why_not_start
from stakeholders.intent_steps import steps_for
from stakeholders.models import IntentVersion
from stakeholders.policies import Refused
from stakeholders.services import intents

FRAGMENT = "stakeholders/intent/partials/text.html"
TARGET = "ph-intent-text"
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def version_of(request: PortfolioRequest, number: int) -> IntentVersion:
    """A version that this reader may open; raises Http404 for any other."""
    rows = IntentVersion.objects.seen_with(request.access).select_related("portfolio", "drafted_by")
    return get_object_or_404(rows, number=number)


@require_safe
@in_portfolio(Permission.READ)
def version(request: PortfolioRequest, number: int) -> HttpResponse:
    """One version, clean or with its changes, and the dialogue beside it."""
    rows = intent_overviews.versions(request.access)
    row = next((row for row in rows if row.number == number), None)
    if row is None:
        raise Http404
    page = intent_overviews.reading(row, rows, show=request.GET.get("show", ""), since=request.GET.get("since", ""))
    context = {
        "version": row,
        "versions": rows,
        "title": str(row),
        "page": page,
        "choices": intent_overviews.show_choices(page, row.get_absolute_url()),
        "credits": intent_overviews.credits_of(request.access, row),
        "talk": intent_overviews.talk(request.access, row),
        "steps": steps_for(row) if request.access.is_steward else (),
        "story": intent_overviews.story(request.access, row),
    }
    return render_page(request, "stakeholders/intent/version.html", context, fragment=FRAGMENT, target=TARGET)


@require_safe
@in_portfolio(Permission.READ)
def compare(request: PortfolioRequest) -> HttpResponse:
    """Any two versions against each other; a bad choice shows the last two."""
    rows = intent_overviews.versions(request.access)
    numbers = [row.number for row in rows]
    usual = {"from": numbers[1] if len(numbers) > 1 else None, "to": numbers[0] if numbers else None}
    form = CompareForm({**usual, **request.GET.dict()}, numbers=numbers)
    chosen = form.cleaned_data if form.is_valid() else {}
    pair = {name: next((row for row in rows if row.number == chosen.get(name)), None) for name in ("from", "to")}
    earlier, later = pair["from"], pair["to"]
    context = {
        "form": form,
        "earlier": earlier,
        "later": later,
        "parts": intent_overviews.parts(later, earlier) if earlier and later else (),
        "versions": rows,
    }
    is_bad = bool(request.GET) and not chosen
    return render_page(request, "stakeholders/intent/compare.html", context, status=422 if is_bad else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def draft(request: PortfolioRequest) -> HttpResponse:
    """Begin the first version, or the one after the shared one."""
    rows = intent_overviews.versions(request.access)
    making = next((row for row in rows if row.is_in_the_making), None)
    if making:
        toast(request, why_not_start(making), level=messages.INFO)
        return redirect(making)
    earlier = intent_overviews.standing(rows)
    initial = {name: getattr(earlier, name) for name in intents.TEXTS} if earlier else {}
    form = IntentTextForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.names}
        try:
            begun = intents.start_draft(portfolio=request.portfolio, values=values, by=request.user)
            toast(request, _("%(version)s is a draft. Only stewards see it.") % {"version": begun})
            return redirect(begun)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "earlier": earlier}
    return render_page(request, "stakeholders/intent/write.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def edit(request: PortfolioRequest, number: int) -> HttpResponse:
    """Write on a version in the making; whoever saves second sees what changed meanwhile."""
    row = version_of(request, number)
    if reason := why_not_edit(row) if request.method != "POST" else "":
        toast(request, reason, level=messages.INFO)
        return redirect(row)
    form = IntentTextForm(posted(request), instance=row)
    news: list[News] = []
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                change, news = form.save_for(by=request.user, portfolio=request.portfolio)
                if not news:
                    toast(request, _("Saved.") if change else _("Nothing has changed."))
                    return redirect(row)
                status = 409
            except Refused as refusal:
                form.add_error(None, str(refusal))
    earlier = intent_overviews.before(row, intent_overviews.versions(request.access))
    context = {"form": form, "version": row, "earlier": earlier, "news": news}
    return render_page(request, "stakeholders/intent/write.html", context, status=status)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def step(request: PortfolioRequest, number: int, step: str) -> HttpResponse:
    """Say what the next step means, then take it."""
    row = version_of(request, number)
    chosen = next((one for one in steps_for(row, all_of_them=True) if one.name == step), None)
    if chosen is None:
        raise Http404
    form = chosen.form(posted(request))
    if form.is_bound and form.is_valid() and not chosen.why_not:
        try:
            chosen.take(by=request.user, **form.cleaned_data)
            toast(request, chosen.done)
            return redirect("intent", request.portfolio.slug) if chosen.ends_here else redirect(row)
        except Refused as refusal:
            toast(request, str(refusal), level=messages.ERROR)
            return redirect(row)
        except IntentVersion.DoesNotExist:
            toast(request, _("Somebody has thrown this draft away meanwhile."), level=messages.ERROR)
            return redirect("intent", request.portfolio.slug)
    context = {"version": row, "step": chosen, "form": form, "talk": intent_overviews.talk(request.access, row)}
    return render_page(request, "stakeholders/intent/step.html", context, status=422 if form.is_bound else 200)
