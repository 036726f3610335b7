"""What the mailed link to a source opens: what is said to have changed, and a box for the answer.

The address is the authority, no cookie counts, so this view needs no CSRF token; and it tells browsers to send no
referrer, so that the address stays between its holder and the hub.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from funding.forms_outcomes import SourceForm
from funding.models import OutcomeAsk
from funding.services import outcome_asks
from initiatives.views.acts import PAGE_AND_FORM
from sensemaking.views.links import discreet
from stakeholders.access import open_to_all
from stakeholders.forms import posted
from stakeholders.link_keys import digest_of
from stakeholders.policies import Refused


@csrf_exempt
@PAGE_AND_FORM
@open_to_all("whoever holds the mailed link was asked whether the outcome is true")
@discreet
def source(request: HttpRequest, token: str) -> HttpResponse:
    """Show who changed what and take one answer; afterwards the link shows what was answered."""
    rows = OutcomeAsk.objects.select_related("outcome__portfolio", "asked_by")
    row = rows.filter(digest=digest_of(token)).first()
    if row is None or row.outcome.removed_at is not None:
        return render(request, "funding/outcomes/closed.html", {"asked": None}, status=404)
    if row.answered_at is None and not row.is_open:
        return render(request, "funding/outcomes/closed.html", {"asked": row}, status=410)
    form = SourceForm(posted(request) if row.answered_at is None else None)
    if form.is_bound and form.is_valid():
        try:
            outcome_asks.answer(ask=row, **form.cleaned_data)
            return redirect("funding-link:outcome", token)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"asked": row, "outcome": row.outcome, "form": form}
    return render(request, "funding/outcomes/source.html", context, status=422 if form.is_bound else 200)
