"""Words for a wider circle: what stewards ask for and follow, where signed-in authors answer, and in reports."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_asking import AddReleaseForm, InPersonForm, ReleaseForm
from sensemaking.models import Finding, Release
from sensemaking.overviews.logs import find_log
from sensemaking.overviews.releases import offered_to, release_list, release_page
from sensemaking.sections import anchor_of
from sensemaking.services import released_findings
from sensemaking.services import releases as service
from sensemaking.services.asking_address import reach_of
from sensemaking.services.reports import CannotChange
from sensemaking.views.asking import refuse_unless_author, show_link
from sensemaking.views.asking_links import PAGE_AND_FORM, consenting
from sensemaking.views.writing import find_draft
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.differences import differences
from stakeholders.forms import posted
from stakeholders.policies import Refused


@require_safe
@in_portfolio(Permission.MAKE_SENSE)
def releases(request: PortfolioRequest) -> HttpResponse:
    """Every request for words, by its state."""
    context = {"list": release_list(request.access, request.GET)}
    return render_page(request, "sensemaking/releases/list.html", context)


def _release(request: PortfolioRequest, pk: int) -> Release:
    """A request of this portfolio; stewards and the author find it."""
    rows = Release.objects.filter(log__portfolio=request.portfolio).defer("log__search")
    found: Release = get_object_or_404(
        rows.select_related("log__portfolio", "log__by", "log__initiative", "asked_by"), pk=pk
    )
    return found


@require_safe
@in_portfolio(Permission.MAKE_SENSE)
def release(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One request: the words, as others would read them, and what the author said."""
    found = _release(request, pk)
    context = {"page": release_page(found), "release": found, "log": found.log}
    return render_page(request, "sensemaking/releases/release.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def log_release(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Choose words of a log, take names out, and ask the author; nobody is asked before both were compared."""
    log = find_log(request.access, pk)
    form = ReleaseForm(posted(request), log=log) if request.method == "POST" else ReleaseForm.opening(log)
    reach, is_own, is_changed = reach_of(log), log.by_id == request.user.pk, False
    if form.is_bound:
        is_asked = "ask" in request.POST
        if "look" in request.POST or (is_asked and form.is_valid() and not form.is_seen):
            is_changed = is_asked
            form = form.compared(request.POST.getlist("out"), request.POST.getlist("offered"))
        elif form.is_valid():
            try:
                made = service.ask(log=log, by=request.user, **_asked(form))
                if reach.needs_link and made.status == Release.Status.ASKED:
                    return show_link(request, made, service.new_link(release=made))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                asked = _("The author is asked. Nobody else reads the words before they agree.")
                toast(request, _("The words may be read now.") if is_own else asked)
                return redirect("sensemaking:release", request.portfolio.slug, made.pk)
    context = {
        "log": log, "form": form, "reach": reach, "is_own": is_own, "is_changed": is_changed,
        "spans": differences(*form.now),
    }  # fmt: skip
    return render_page(request, "sensemaking/releases/form.html", context, status=422 if form.errors else 200)


def _asked(form: ReleaseForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("quote", "wording", "circle", "note")}


def _do(request: PortfolioRequest, pk: int, act: Callable[..., object], said: str, **more: object) -> HttpResponse:
    """Do something to a request and go back to it; a refusal is said, not hidden."""
    try:
        act(release=_release(request, pk), **more)
        toast(request, said)
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    is_there = Release.objects.filter(pk=pk).exists()
    view, args = ("sensemaking:release", [pk]) if is_there else ("sensemaking:releases", [])
    return redirect(view, request.portfolio.slug, *args)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def release_remind(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write to the author once more."""
    return _do(request, pk, service.remind, _("The author is reminded. It will not be asked again."))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def release_take_back(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Forget a request that is not answered."""
    return _do(request, pk, service.take_back, _("The request is taken back; its link opens nothing any more."))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def release_link(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Make a link that can be handed over; the one before opens nothing any more."""
    row = _release(request, pk)
    try:
        return show_link(request, row, service.new_link(release=row))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect("sensemaking:release", request.portfolio.slug, pk)


@require_POST
@in_portfolio(Permission.SEE_PEOPLE)
def release_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take given words back: the author, or a steward whom the author told so."""
    row = _release(request, pk)
    if not request.access.is_steward:
        refuse_unless_author(request, row.log)
    said = _("The words are taken back. Nobody else reads them any more.")
    answer = _do(request, pk, service.withdraw, said, by=request.user)
    return answer if request.access.is_steward else redirect("sensemaking:words", request.portfolio.slug)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def release_in_person(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Keep that the author agreed in person: who, to whom, when."""
    row = _release(request, pk)
    form = InPersonForm(posted(request))
    if form.is_bound and form.is_valid():
        said = _("Kept. The words may be read now.")
        return _do(request, pk, service.record_in_person, said, by=request.user, **form.cleaned_data)
    context = {"form": form, "release": row, "log": row.log}
    return render_page(request, "sensemaking/releases/in_person.html", context, status=422 if form.errors else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_PEOPLE)
def release_answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say as the author, signed in, whether others may read one's words."""
    row = _release(request, pk)
    refuse_unless_author(request, row.log)
    return consenting(request, row, lambda: redirect("sensemaking:release-answer", request.portfolio.slug, pk))


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_released(request: PortfolioRequest, pk: int, finding: int) -> HttpResponse:
    """Add released words to a theme of a draft, or take them out again."""
    report = find_draft(request, pk)
    themes = report.findings.filter(kind__in=released_findings.THEMES).select_related("report__portfolio")
    row: Finding = get_object_or_404(themes, pk=finding)
    added = report.releases.filter(key=row.key, release__isnull=False).select_related("release__log", "report")
    back = HttpResponseRedirect(f"{report.get_absolute_url()}#{anchor_of(row)}")
    if "remove" in request.POST:
        chosen = request.POST["remove"]
        released_findings.remove(row=get_object_or_404(added, pk=chosen if chosen.isdecimal() else 0), by=request.user)
        toast(request, _("The words are out of the report."))
        return back
    form = AddReleaseForm(posted(request), releases=offered_to(report, row))
    if form.is_bound and form.is_valid():
        try:
            released_findings.add(finding=row, release=form.cleaned_data["release"], by=request.user)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("The words stand in the report."))
            return back
    context = {"report": report, "finding": row, "form": form, "added": added, "anchor": anchor_of(row)}
    return render_page(request, "sensemaking/releases/in_report.html", context, status=422 if form.errors else 200)
