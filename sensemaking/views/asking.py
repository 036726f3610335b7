"""Asking the author of a log: what stewards send and hand over, and where authors who sign in answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_asking import AskAuthorForm
from sensemaking.models import LearningLog, LogInquiry, Release
from sensemaking.overviews.asking import AskedAbout, asked_about
from sensemaking.overviews.logs import find_log
from sensemaking.services import asking
from sensemaking.services.asking_address import reach_of
from sensemaking.services.asking_letters import link_of
from sensemaking.views.asking_links import PAGE_AND_FORM, answering
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused


def asked_and_read(request: PortfolioRequest, log: LearningLog) -> AskedAbout:
    """What was asked about the log, for its page; a steward who opens it has read the answers."""
    if request.access.is_steward:
        asking.mark_read(log=log)
    return asked_about(request.access, log)


def refuse_unless_author(request: PortfolioRequest, log: LearningLog) -> None:
    """Raise PermissionDenied, with who may, for somebody else's log."""
    if log.by_id != request.user.pk:
        raise PermissionDenied(_("Only the author of a log answers for it: %(name)s.") % {"name": log.author_name})


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def log_ask(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write a question to the author; where no address is known, hand over a link instead."""
    log = find_log(request.access, pk)
    form = AskAuthorForm(posted(request))
    reach = reach_of(log)
    if form.is_bound and form.is_valid():
        try:
            inquiry = asking.ask(log=log, by=request.user, **form.cleaned_data)
            if reach.needs_link:
                return show_link(request, inquiry, asking.new_link(inquiry=inquiry))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = (
                _("The question is on its way.") if reach.email else _("The question waits on the author’s own page.")
            )
            toast(request, said)
            return redirect(log.get_portfolio_url(request.portfolio.slug))
    context = {"log": log, "form": form, "reach": reach}
    return render_page(request, "sensemaking/asking/ask.html", context, status=422 if form.errors else 200)


@never_cache
def show_link(request: PortfolioRequest, asked: LogInquiry | Release, key: str) -> HttpResponse:
    """Show the link once, to be handed over; the hub keeps no copy of it."""
    context = {"asked": asked, "log": asked.log, "link": link_of(asked, key)}
    return render_page(request, "sensemaking/asking/link.html", context)


def _inquiry(request: PortfolioRequest, pk: int, inquiry: int) -> LogInquiry:
    rows = LogInquiry.objects.filter(log__portfolio=request.portfolio, log=pk)
    found: LogInquiry = get_object_or_404(rows.select_related("log__portfolio", "log__by", "asked_by"), pk=inquiry)
    return found


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def log_ask_link(request: PortfolioRequest, pk: int, inquiry: int) -> HttpResponse:
    """Make a link that can be handed over; the one before opens nothing any more."""
    row = _inquiry(request, pk, inquiry)
    try:
        return show_link(request, row, asking.new_link(inquiry=row))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(row.log.get_portfolio_url(request.portfolio.slug))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def log_ask_withdraw(request: PortfolioRequest, pk: int, inquiry: int) -> HttpResponse:
    """Take a question back that nobody has answered."""
    row = _inquiry(request, pk, inquiry)
    try:
        asking.withdraw(inquiry=row)
        toast(request, _("The question is taken back; its link opens nothing any more."))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(row.log.get_portfolio_url(request.portfolio.slug))


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_PEOPLE)
def log_answer(request: PortfolioRequest, pk: int, inquiry: int) -> HttpResponse:
    """Answer what one is asked about one's own log."""
    row = get_object_or_404(
        LogInquiry.objects.seen_with(request.access).select_related("log__portfolio", "log__initiative", "asked_by"),
        pk=inquiry, log=pk, withdrawn_at__isnull=True,
    )  # fmt: skip
    refuse_unless_author(request, row.log)
    return answering(request, row, lambda: redirect(row.log.get_portfolio_url(request.portfolio.slug)))
