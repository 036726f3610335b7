"""What people add to a log: where they used it, and tags."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_using import TagsForm, UseForm
from sensemaking.models import LearningLog, LogTag, LogUse
from sensemaking.overviews.logs import find_log
from sensemaking.overviews.using import tags_known, uses_of
from sensemaking.policies import refuse_unless_editable, refuse_unless_removable
from sensemaking.services import using as service
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.undoing import undoing_for

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@PAGE_AND_FORM
@in_portfolio(Permission.POST)
def log_use(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say where a log was used; everybody who posts here may, for every log they see."""
    log = find_log(request.access, pk)
    form = UseForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            service.use(log=log, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, _("Its author reads it under “Where your words went”."))
            return redirect(log.get_portfolio_url(request.portfolio.slug))
    context = {"title": _("Say where it was used"), "form": form, "log": log, "uses": uses_of(request.access, log)}
    return render_page(request, "sensemaking/log_use.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.POST)
def log_use_remove(request: PortfolioRequest, pk: int, use: int) -> HttpResponse:
    """Take one use away, with a way back."""
    log = find_log(request.access, pk)
    found = get_object_or_404(LogUse.objects.select_related("log__portfolio"), log=log, pk=use)
    refuse_unless_removable(request.access, found)
    return _changed(request, log, service.forget(use=found, by=request.user), _("It is taken away."))


@PAGE_AND_FORM
@in_portfolio(Permission.POST)
def log_tags(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The tags of a log, by its author or a steward."""
    log = find_log(request.access, pk)
    refuse_unless_editable(request.access, log)
    names = LogTag.objects.filter(log=log).values_list("name", flat=True)
    form = TagsForm(posted(request), initial={"tags": ", ".join(names)})
    if form.is_bound and form.is_valid():
        change = service.tag(log=log, names=form.cleaned_data["tags"], by=request.user)
        return _changed(request, log, change, _("The tags are saved."))
    context = {"title": _("Tags"), "form": form, "log": log, "known": tags_known(request.access)}
    return render_page(request, "sensemaking/log_tags.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.POST)
def log_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take one's own last change of tags or uses back."""
    log = find_log(request.access, pk)
    found = get_object_or_404(Change.objects.of(log), pk=change)
    if not request.access.is_steward and found.by_id != request.user.pk:
        raise PermissionDenied(_("Somebody else changed this. They and the stewards can take it back."))
    with undoing_for(request):
        service.undo(change=found, by=request.user)
    return redirect(log.get_portfolio_url(request.portfolio.slug))


def _changed(request: PortfolioRequest, log: LearningLog, change: Change | None, text: str) -> HttpResponse:
    """Back to the log, with the way to take the change back."""
    slug = request.portfolio.slug
    undo = reverse("sensemaking:log-undo", args=[slug, log.pk, change.pk]) if change else ""
    toast(request, text if change else _("Nothing was changed."), undo=undo)
    return redirect(log.get_portfolio_url(slug))
