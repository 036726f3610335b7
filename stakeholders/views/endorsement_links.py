"""Letters that ask for an endorsement: what stewards send, and what the mailed link opens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, open_to_all
from stakeholders.asking import asking_of
from stakeholders.forms import posted
from stakeholders.forms.endorsements import AskForm, LinkForm, NotNowForm, RenewForm
from stakeholders.link_keys import digest_of
from stakeholders.models import Endorsement, EndorsementRequest, IntentVersion
from stakeholders.moving_along import moving_along
from stakeholders.policies import Refused, why_not_endorse
from stakeholders.services import endorsement_requests as requests
from stakeholders.services.endorsement_requests import Asked
from stakeholders.views.endorsements import FORM_METHODS, version_found

ASK_PAGE = "stakeholders/intent/endorsement_ask.html"


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.MANAGE)
def endorsement_ask(request: PortfolioRequest) -> HttpResponse:
    """Ask organisations to endorse a version, and see whom we asked."""
    version = version_found(request)
    page = asking_of(request.access, version)
    form = AskForm(
        posted(request), portfolio=request.portfolio, known=page.known,
        initial={"organisation": request.GET.get("organisation")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            result = requests.ask(
                version=version, letters=form.letters, by=request.user, note=form.cleaned_data["note"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _tell(request, result)
            return redirect(_ask_page(request, version))
    context = {"form": form, "version": version, "page": page, "refusal": why_not_endorse(version)}
    return render_page(request, ASK_PAGE, context, status=422 if form.errors else 200)


def _ask_page(request: PortfolioRequest, version: IntentVersion) -> str:
    return f"{reverse('stakeholders:endorsement-ask', args=[request.portfolio.slug])}?version={version.number}"


def _tell(request: HttpRequest, result: Asked) -> None:
    """Say what became of the letters."""
    if count := len(result.on_their_way):
        toast(request, ngettext("%d letter is on its way.", "%d letters are on their way.", count) % count)
    for email in result.waiting:
        toast(request, _("%(email)s has a letter that is still open.") % {"email": email})
    for name in dict.fromkeys(result.endorsed):
        toast(request, _("%(name)s has endorsed it already.") % {"name": name})


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.MANAGE)
def endorsement_ask_again(request: PortfolioRequest) -> HttpResponse:
    """Ask who stood behind an earlier version; the page shows who gets a letter, and who moved along."""
    version = version_found(request)
    along = moving_along(version)
    letters = [(one.endorsement.organisation, one.address) for one in along.to_ask if one.address]
    letters = letters[: requests.room(request.portfolio)]
    if request.method == "POST":
        try:
            note = request.POST.get("note", "")[:2000]
            _tell(request, requests.ask(version=version, letters=letters, by=request.user, note=note))
        except Refused as refused:
            toast(request, str(refused), level=messages.ERROR)
        return redirect(request.get_full_path())
    context = {"version": version, "along": along, "now": len(letters), "refusal": why_not_endorse(version)}
    return render_page(request, "stakeholders/intent/endorsement_ask_again.html", context)


def _letter(request: PortfolioRequest, pk: int) -> EndorsementRequest:
    rows = EndorsementRequest.objects.filter(version__portfolio=request.portfolio).select_related("version")
    found: EndorsementRequest = get_object_or_404(rows, pk=pk)
    return found


@require_POST
@in_portfolio(Permission.MANAGE)
def endorsement_resend(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Send the letter once more, with a new link."""
    letter = _letter(request, pk)
    try:
        requests.resend(request=letter, by=request.user)
        toast(request, _("A new letter is on its way to %(email)s.") % {"email": letter.email})
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(_ask_page(request, letter.version))


@require_POST
@in_portfolio(Permission.MANAGE)
def endorsement_revoke(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Revoke a letter; its link opens nothing any more."""
    letter = _letter(request, pk)
    try:
        requests.revoke(request=letter, by=request.user)
        toast(request, _("The letter to %(email)s is revoked.") % {"email": letter.email})
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(_ask_page(request, letter.version))


def _by_key(token: str) -> EndorsementRequest:
    rows = EndorsementRequest.objects.select_related("version__portfolio", "organisation", "asked_by", "endorsement")
    found: EndorsementRequest = get_object_or_404(rows, digest=digest_of(token))
    return found


@open_to_all("whoever holds the mailed link was asked to sign")
@never_cache
@require_http_methods(FORM_METHODS)
def endorse_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the intent and who asks, and take the signature, or a "not now"."""
    asked = _by_key(token)
    standing = _standing(asked)
    is_done = standing is not None and standing.stands and not standing.lapses_soon
    if asked.status == EndorsementRequest.Status.SIGNED or (asked.is_open and is_done):
        return _signed(request, asked, standing, token)
    if not asked.is_open or why_not_endorse(asked.version):
        return _closed(request, asked)
    is_answer = request.method == "POST" and "not_now" in request.POST
    declining = NotNowForm(request.POST if is_answer else None, prefix="later")
    form = LinkForm(
        None if is_answer else posted(request), organisation=asked.organisation,
        initial={"name": asked.name, **(RenewForm.opening(standing) if standing else {})},
    )  # fmt: skip
    try:
        if declining.is_bound and declining.is_valid():
            requests.decline(request=asked, answer=declining.cleaned_data["answer"])
            return redirect("people:endorse-link", token)
        if form.is_bound and form.is_valid():
            requests.sign_by_link(request=asked, signature=form.signature)
            return redirect("people:endorse-link", token)
    except Refused as refused:
        form.add_error(None, str(refused)) if form.is_bound else toast(request, str(refused), level=messages.ERROR)
    context = {"asked": asked, "version": asked.version, "form": form, "declining": declining, "standing": standing}
    return render_page(request, "stakeholders/intent/endorse_link.html", context, status=422 if form.errors else 200)


def _standing(asked: EndorsementRequest) -> Endorsement | None:
    """What the organisation has signed already, if it has."""
    rows = asked.version.endorsements.filter(organisation=asked.organisation).exclude(status="withdrawn")
    found: Endorsement | None = rows.first()
    return found


def _signed(request: HttpRequest, asked: EndorsementRequest, signed: Endorsement | None, token: str) -> HttpResponse:
    """Say thank you, and show what was signed."""
    context = {"asked": asked, "version": asked.version, "signed": signed or asked.endorsement, "token": token}
    return render_page(request, "stakeholders/intent/endorse_thanks.html", context)


def _closed(request: HttpRequest, asked: EndorsementRequest) -> HttpResponse:
    """Say why the link opens nothing, and who can help."""
    context: dict[str, Any] = {"asked": asked, "version": asked.version, "is_over": why_not_endorse(asked.version)}
    status = 200 if asked.status == EndorsementRequest.Status.DECLINED else 410
    return render_page(request, "stakeholders/intent/endorse_closed.html", context, status=status)


@open_to_all("whoever holds the mailed link may keep what they signed with it")
@never_cache
@require_safe
def endorse_signed(request: HttpRequest, token: str) -> HttpResponse:
    """What was signed, as a text file to keep."""
    asked = _by_key(token)
    signed = _standing(asked) or asked.endorsement
    if signed is None or asked.status != EndorsementRequest.Status.SIGNED:
        return _closed(request, asked)
    context = {"signed": signed, "version": asked.version, "portfolio": asked.version.portfolio}
    text = render_to_string("stakeholders/intent/endorse_signed.txt", context)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"{asked.version.portfolio.slug}-{asked.version.number}-{timezone.localdate():%Y-%m-%d}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
