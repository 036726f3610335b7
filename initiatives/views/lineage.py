"""Where an initiative came from and what it became: the tree, saying so, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from initiatives.forms.lineage import ENDS, LineageForm
from initiatives.models import Initiative
from initiatives.overviews.lineage import drawing_of, tree_of
from initiatives.overviews.page import find
from initiatives.policies import may_edit
from initiatives.services import lineage as services
from initiatives.views.acts import PAGE_AND_FORM, editable
from initiatives.views.editing import saved
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change


@require_safe
@in_portfolio(Permission.READ)
def lineage(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The tree, as a part of the initiative's page and as a page."""
    placement = find(request.access, pk)
    tree = tree_of(request.access, placement.initiative)
    context = {
        "initiative": placement.initiative, "tree": tree, "drawing": drawing_of(tree),
        "may_edit": may_edit(request.access, placement.initiative, is_ours=placement.is_ours),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render_page(
        request, "initiatives/lineage/lineage.html", context,
        fragment="initiatives/lineage/tree.html", target="initiative-lineage",
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def lineage_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say where it came from or what it became."""
    initiative = editable(request, pk)
    query = request.GET.get("q", "").replace("\x00", "")
    form = LineageForm(posted(request), access=request.access, initiative=initiative, query=query)
    if form.is_bound and form.is_valid():
        try:
            services.say(initiative=initiative, by=request.user, **form.values)
            saved(request, initiative, Change.objects.of(initiative).first(), _("It stands in the tree."))
            return _back(request, initiative)
        except ValidationError as error:
            _refuse(form, error)
    context = {"initiative": initiative, "form": form, "query": query}
    return render_page(request, "initiatives/lineage/new.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.EDIT)
def lineage_remove(request: PortfolioRequest, pk: int, step: int) -> HttpResponse:
    """Take back what was said, which can be undone."""
    initiative = editable(request, pk)
    row = get_object_or_404(initiative.lineage.seen_with(request.access), pk=step)
    try:
        saved(request, initiative, services.take_back(step=row, by=request.user), _("It is out of the tree."))
    except ValidationError as error:
        toast(request, " ".join(error.messages), level=messages.ERROR)
    return _back(request, initiative)


def _refuse(form: LineageForm, error: ValidationError) -> None:
    """Put what the service refused beside the end that was given."""
    given = next((name for name in ENDS if form.cleaned_data.get(name)), "named")
    for name, words in getattr(error, "message_dict", {"": error.messages}).items():
        form.add_error(name if name in form.fields else given, words)


def _back(request: PortfolioRequest, initiative: Initiative) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("initiatives:lineage", args=[request.portfolio.slug, initiative.pk]))
