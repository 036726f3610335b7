"""Templates: written, previewed, copied, edited by two at once, undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import FunderReport, FundingVehicle, ReportTemplate
from funding.reporting.making import make
from funding.reporting.sections import NAMES
from funding.reporting.template_form import raw_of
from initiatives.models import Initiative
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services import history
from tests.factories import make_initiative, make_organisation
from tests.funding.reporting.helpers import made

SignIn = Callable[[User | None], Client]


def opened(client: Client, url: str) -> dict[str, Any]:
    """What a browser would post from the form as it was opened."""
    form = client.get(url).context["form"]
    raw = {name: value for name, value in raw_of(form.instance).items() if value is not False}
    return {**raw, "edit": form.initial["edit"], "seen": form.initial["seen"]}


def test_a_steward_writes_a_template_and_makes_a_report(
    city: Portfolio, mission: Organisation, fund: FundingVehicle, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    new = reverse("funding:report-template-new", args=[city.slug])
    facts = {"funder": mission.pk, "name": "Half-year", "currency": "EUR", "months": 6}
    assert client.post(new, facts).status_code == 422
    shown = {f"shown_{name}": "on" for name in NAMES if name != "ask"}
    order = {f"order_{name}": number for number, name in enumerate(reversed(NAMES), start=1)}
    assert client.post(new, {**facts, **shown, **order, "heading_money": "Funds"}).status_code == 302
    template = ReportTemplate.objects.get()
    assert [row["name"] for row in template.sections] == [*reversed(NAMES)]
    assert client.post(new, {**facts, **shown, **order}).status_code == 422
    make_url = reverse("funding:report-new", args=[city.slug])
    page = client.get(f"{make_url}?template={template.pk}")
    initial = page.context["form"].initial
    assert (initial["to_on"] + timedelta(days=1)).day == 1
    backwards = {"template": template.pk, "from_on": "2025-12-31", "to_on": "2025-01-01"}
    assert client.post(make_url, backwards).status_code == 422
    answer = client.post(make_url, {"template": template.pk, "from_on": "2025-01-01", "to_on": "2025-12-31"})
    report = FunderReport.objects.get()
    assert answer["Location"] == report.get_absolute_url()
    assert "Waiting for a worker" in client.get(report.get_absolute_url()).content.decode()
    assert make(report.pk)
    words = reverse("funding:report-words", args=[city.slug, report.pk])
    client.post(words, {"words": "Dear all"})
    text = client.get(report.get_absolute_url()).content.decode()
    assert "Dear all" in text
    assert "Funds" in text
    client.post(reverse("funding:report-send", args=[city.slug, report.pk]), {})
    report.refresh_from_db()
    assert report.is_sent


def test_two_who_edit_at_once_lose_nothing(
    template: ReportTemplate, warm_streets: Initiative, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    other = make_initiative(city, "Cool Rooms")
    url = reverse("funding:report-template-edit", args=[city.slug, template.pk])
    client = sign_in(alma)
    mine = opened(client, url)
    theirs = {**mine, "heading_money": "Funds", "months": 6, "initiatives": [warm_streets.pk]}
    del theirs["shown_ask"]
    assert client.post(url, theirs).status_code == 302
    answer = client.post(url, {**mine, "heading_money": "Euros", "name": "Annual account"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "You both changed" in text
    assert "Warm Streets" in text
    held = answer.context["form"]
    again = {name: held.data.getlist(name) for name in held.data}
    assert client.post(url, again).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.months) == ("Annual account", 6)
    assert list(template.initiatives.all()) == [warm_streets]
    kept = {row["name"]: row for row in template.sections}
    assert kept["money"]["heading"] == "Euros"
    assert not kept["ask"]["is_shown"]
    assert other not in template.initiatives.all()


def test_an_edit_is_written_down_and_can_be_undone(
    template: ReportTemplate, warm_streets: Initiative, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    client, args = sign_in(alma), [city.slug, template.pk]
    url = reverse("funding:report-template-edit", args=args)
    facts = {**opened(client, url), "months": 3, "initiatives": [warm_streets.pk]}
    client.post(url, facts)
    assert client.post(url, opened(client, url)).status_code == 302
    change = Change.objects.of(template).get()
    text = client.get(reverse("funding:report-template-history", args=args)).content.decode()
    assert "Months in a period" in text
    assert "Warm Streets" in text
    client.post(reverse("funding:report-template-undo", args=[*args, change.pk]))
    template.refresh_from_db()
    assert template.months == 12
    assert not template.initiatives.exists()


def test_a_copy_is_its_own(
    template: ReportTemplate, warm_streets: Initiative, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    template.initiatives.add(warm_streets)
    url = reverse("funding:report-template-copy", args=[city.slug, template.pk])
    for _twice in range(2):
        assert sign_in(alma).post(url).status_code == 302
    names = set(ReportTemplate.objects.values_list("name", flat=True))
    assert names == {"Yearly report", "Yearly report (copy)", "Yearly report (copy 2)"}
    copy = ReportTemplate.objects.get(name="Yearly report (copy)")
    assert list(copy.initiatives.all()) == [warm_streets]
    bank = make_organisation("Harbour Bank", portfolio=city)
    edit = reverse("funding:report-template-edit", args=[city.slug, copy.pk])
    client = sign_in(alma)
    assert client.post(edit, {**opened(client, edit), "funder": bank.pk}).status_code == 302
    copy.refresh_from_db()
    assert copy.funder == bank


def test_whom_a_report_was_for_does_not_change(
    template: ReportTemplate, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    """Else what was sent to one funder would be read by another."""
    made(template, alma)
    bank = make_organisation("Harbour Bank", portfolio=city)
    url = reverse("funding:report-template-edit", args=[city.slug, template.pk])
    client = sign_in(alma)
    answer = client.post(url, {**opened(client, url), "funder": bank.pk})
    assert answer.status_code == 422
    assert "There are reports to this funder already" in answer.content.decode()
    delete = reverse("funding:report-template-delete", args=[city.slug, template.pk])
    client.post(delete)
    assert ReportTemplate.objects.filter(pk=template.pk).exists()
    FunderReport.objects.all().delete()
    client.post(delete)
    assert not ReportTemplate.objects.filter(pk=template.pk).exists()


def test_undoing_never_gives_a_report_to_another_funder(
    template: ReportTemplate, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    bank = make_organisation("Harbour Bank", portfolio=city)
    url = reverse("funding:report-template-edit", args=[city.slug, template.pk])
    client = sign_in(alma)
    client.post(url, {**opened(client, url), "funder": bank.pk})
    template.refresh_from_db()
    made(template, alma)
    with pytest.raises(history.CannotUndo):
        history.undo(change=Change.objects.of(template).get(), by=alma)


def test_the_preview_shows_what_is_not_saved(
    template: ReportTemplate, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    url = reverse("funding:report-template-edit", args=[city.slug, template.pk])
    client = sign_in(alma)
    facts = {**opened(client, url), "heading_money": "Where the euros went"}
    whole = client.post(url, {**facts, "preview": "1"})
    assert (whole.status_code, "Where the euros went" in whole.content.decode()) == (200, True)
    part = client.post(url, facts, headers={"HX-Request": "true", "HX-Target": "report-preview"})
    text = part.content.decode()
    assert text.lstrip().startswith('<section id="report-preview"')
    assert "Warm Streets Millbrook: no update and no learning log" in text
    broken = client.post(url, {**facts, "months": 0}, headers={"HX-Request": "true", "HX-Target": "report-preview"})
    assert "as soon as the form is complete" in broken.content.decode()
    template.refresh_from_db()
    assert (template.edit, template.sections, FunderReport.objects.count()) == (1, [], 0)
