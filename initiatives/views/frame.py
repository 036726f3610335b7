"""The frame of a portfolio: its systems and levers, for stewards."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.forms.frame import DeletePartForm, LeverForm, SystemForm
from initiatives.models import Lever, System
from initiatives.overviews.frame import frame_page
from initiatives.services import frame as services
from initiatives.services import frame_packs
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused

KINDS: dict[str, tuple[type[System] | type[Lever], type[SystemForm] | type[LeverForm]]] = {
    "systems": (System, SystemForm),
    "levers": (Lever, LeverForm),
}


def _kind(kind: str) -> tuple[type[System] | type[Lever], type[SystemForm] | type[LeverForm]]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _part(request: PortfolioRequest, kind: str, pk: int) -> System | Lever:
    model, _form = _kind(kind)
    rows: Any = model.objects.filter(portfolio=request.portfolio)
    part: System | Lever = get_object_or_404(rows, pk=pk)
    return part


@require_safe
@in_portfolio(Permission.MANAGE)
def frame(request: PortfolioRequest) -> HttpResponse:
    """Systems and levers in their order, with how much hangs on each."""
    context = {"page": frame_page(request.portfolio), "tab": "frame"}
    return render_page(
        request, "initiatives/frame.html", context, fragment="initiatives/partials/frame_lists.html", target="frame"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def part_new(request: PortfolioRequest, kind: str) -> HttpResponse:
    """Add a system or lever at the end."""
    model, form_class = _kind(kind)
    part = model(portfolio=request.portfolio)
    if isinstance(part, System):
        part.colour = min(System.objects.filter(portfolio=request.portfolio).count() + 1, 8)
    return _form_page(request, kind, form_class(posted(request), instance=part))


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def part_edit(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Change a system or lever."""
    part = _part(request, kind, pk)
    return _form_page(request, kind, _kind(kind)[1](posted(request), instance=part))


def _form_page(request: PortfolioRequest, kind: str, form: SystemForm | LeverForm) -> HttpResponse:
    is_new = form.instance.pk is None
    if request.method == "POST" and form.is_valid():
        services.save_part(part=form.instance, values=form.cleaned_data, by=request.user)
        toast(request, _("Saved."))
        return redirect("initiatives:frame", request.portfolio.slug)
    context = {"form": form, "kind": kind, "is_new": is_new, "tab": "frame"}
    return render_page(request, "initiatives/frame_part.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def part_move(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Move a system or lever one step up or down."""
    up = request.POST.get("to") == "up"
    services.move_part(part=_part(request, kind, pk), up=up, by=request.user)
    if request.htmx:
        context = {"page": frame_page(request.portfolio), "moved": pk, "went_up": up}
        return render_page(request, "initiatives/partials/frame_lists.html", context)
    return redirect("initiatives:frame", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.MANAGE)
def pack_add(request: PortfolioRequest, pack: str) -> HttpResponse:
    """Take in what the frame does not have of a pack."""
    if pack not in frame_packs.PACKS:
        raise Http404
    many = frame_packs.add(portfolio=request.portfolio, pack=frame_packs.PACKS[pack], by=request.user)
    text = ngettext("%(many)d part was added to the frame.", "%(many)d parts were added to the frame.", many)
    toast(request, text % {"many": many} if many else _("The frame has all of it already."))
    return redirect("initiatives:frame", request.portfolio.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def part_delete(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Say what hangs on it, then take it out of the frame."""
    part = _part(request, kind, pk)
    form = DeletePartForm(posted(request), part=part)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_part(part=part, by=request.user, hand_to=form.cleaned_data["hand_to"])
        except Refused as refusal:
            form.add_error("hand_to", str(refusal))
        else:
            toast(request, _("%(name)s is no longer part of the frame.") % {"name": part.name})
            return redirect("initiatives:frame", request.portfolio.slug)
    used, main = services.use_of(part)
    context = {"part": part, "kind": kind, "form": form, "used": used, "main": main, "tab": "frame"}
    return render_page(request, "initiatives/frame_delete.html", context, status=422 if form.errors else 200)
