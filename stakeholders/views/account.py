"""A person's own pages: profile and keys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import ROLE_SENTENCES, signed_in
from stakeholders.forms import posted
from stakeholders.forms.people import KeyForm, ProfileForm
from stakeholders.models import Affiliation, ApiToken, Membership, Organisation, User
from stakeholders.overviews import keys_page
from stakeholders.policies import may_make_portfolio
from stakeholders.services import accounts

YEAR = 365 * 24 * 60 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, letters; and where this person has a role."""
    assert isinstance(request.user, User)
    user = User.objects.get(pk=request.user.pk)
    form = ProfileForm(posted(request), instance=user)
    if request.method == "POST" and form.is_valid():
        accounts.save_profile(user=user, **form.cleaned_data)
        toast(request, _("Saved."))
        return _with_language(redirect("people:profile"), user.language)
    seen = Affiliation.objects.live().filter(user=user).select_related("organisation")
    context = {
        "form": form,
        "memberships": Membership.objects.filter(user=user).select_related("portfolio").order_by("portfolio__name"),
        "affiliations": seen.filter(organisation__in=Organisation.objects.visible_to(user)),
        "sentences": ROLE_SENTENCES,
        "may_make_portfolio": may_make_portfolio(user),
        "tab": "profile",
    }
    return render_page(request, "stakeholders/profile.html", context, status=422 if form.errors else 200)


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    """Use the chosen language on this device from now on."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """A person's keys; a new one is shown once, in the answer to the form that made it."""
    assert isinstance(request.user, User)
    form, made = KeyForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        _token, made = accounts.make_key(
            by=request.user, name=facts["name"], scope=facts["scope"], expires_at=facts["expires_on"]
        )
        form = KeyForm()
    context = {
        "form": form,
        "made": made,
        "page": keys_page(request.user, request.GET.get("after", "")),
        "now": timezone.now(),
        "tab": "tokens",
        "site_url": settings.SITE_URL,
    }
    return render_page(request, "stakeholders/tokens.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then close a key for good."""
    assert isinstance(request.user, User)
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        accounts.revoke_key(token=token, by=request.user)
        toast(request, _("The key “%(name)s” opens nothing any more.") % {"name": token.name})
        return redirect("people:tokens")
    return render_page(request, "stakeholders/token_revoke.html", {"token": token, "tab": "tokens"})
