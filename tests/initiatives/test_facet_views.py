"""The pages on which facets are judged, compared with what is meant, and taken along."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import FacetIntent, FacetJudgement, Initiative
from initiatives.services import facets
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative

SignIn = Callable[[User | None], Client]


@pytest.fixture
def judged(warm_streets: Initiative, alma: User, bo: User) -> Initiative:
    placement = warm_streets.placements.get()
    facets.judge(placement=placement, by=alma, directedness=80, certainty=20, why="Nobody knows how")
    facets.judge(placement=placement, by=bo, directedness=20, certainty=90)
    return warm_streets


def address(name: str, city: Portfolio, *args: int) -> str:
    return reverse(f"initiatives:{name}", args=[city.slug, *args])


def test_a_contributor_judges_changes_and_withdraws(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    page, contributor = address("facet", city, warm_streets.pk), sign_in(bo)
    shown = contributor.get(page).content.decode()
    assert 'type="range"' in shown
    assert "Nobody has judged it yet" in shown
    sent = {"directedness": "72", "certainty": "15", "why": "The target is clear"}
    assert contributor.post(address("facet-judge", city, warm_streets.pk), sent).url == page
    row = FacetJudgement.objects.get()
    assert (row.by, row.directedness, row.certainty, row.why) == (bo, 72, 15, "The target is clear")
    again = contributor.get(page).content.decode()
    assert "1 person says mission" in again
    assert 'value="72"' in again
    contributor.post(address("facet-judge", city, warm_streets.pk), {**sent, "certainty": "60"})
    assert FacetJudgement.objects.get().certainty == 60
    contributor.post(address("facet-withdraw", city, warm_streets.pk))
    assert not FacetJudgement.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"directedness": "101", "certainty": "5"}, {"directedness": "-1", "certainty": "5"},
        {"directedness": "much", "certainty": "5"}, {"directedness": "5", "certainty": "5", "why": "x" * 301},
    ],
)  # fmt: skip
def test_a_judgement_beyond_the_poles_is_refused(
    sent: dict[str, str], sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    answer = sign_in(bo).post(address("facet-judge", city, warm_streets.pk), sent)
    assert answer.status_code == 422
    assert b"ph-errors" in answer.content
    assert not FacetJudgement.objects.exists()


def test_who_only_reads_sees_no_slider(
    sign_in: SignIn, odile: User, chi: User, city: Portfolio, judged: Initiative
) -> None:
    for reader in (odile, chi):
        page = sign_in(reader).get(address("facet", city, judged.pk)).content
        assert b"Nobody knows how" in page
        assert b'type="range"' not in page
        assert sign_in(reader).post(address("facet-judge", city, judged.pk), {}).status_code == 403


def test_names_and_reasons_are_for_members(sign_in: SignIn, open_city: Portfolio, judged: Initiative) -> None:
    for name, query in (("facet", ""), ("facet", "?as=table"), ("facet-panel", "")):
        page = sign_in(None).get(address(name, open_city, judged.pk) + query).content
        assert b"1 of 2 says mission, 1 adaptive" in page
        assert b"Alma" not in page
        assert b"Nobody knows how" not in page


def test_each_judgement_is_a_dot_and_a_row(sign_in: SignIn, odile: User, city: Portfolio, judged: Initiative) -> None:
    page = address("facet", city, judged.pk)
    field = sign_in(odile).get(page).content.decode()
    assert field.count('class="ph-field-dot') == 2
    assert 'cx="20" cy="20"' in field
    table = sign_in(odile).get(f"{page}?as=table").content.decode()
    assert "Alma Steward</th>" in table
    assert "ph-field-dot" not in table


def test_an_initiative_one_may_not_see_can_t_be_judged(sign_in: SignIn, odile: User, bo: User, city: Portfolio) -> None:
    secret = make_initiative(city, "A secret", circle="team")
    assert sign_in(odile).get(address("facet", city, secret.pk)).status_code == 404
    sent = {"directedness": "5", "certainty": "5"}
    assert sign_in(bo).post(address("facet-judge", city, secret.pk), sent).status_code == 404


def test_the_panel_stands_on_the_initiative_s_page(
    sign_in: SignIn, bo: User, city: Portfolio, judged: Initiative
) -> None:
    detail = sign_in(bo).get(address("detail", city, judged.pk)).content.decode()
    panel = address("facet-panel", city, judged.pk)
    assert f'hx-get="{panel}"' in detail
    headers = {"HX-Request": "true", "HX-Target": "ph-facet"}
    fragment = sign_in(bo).get(panel, headers=headers).content.decode()
    assert "1 of 2 says mission" in fragment
    assert "<html" not in fragment


def test_the_mix_is_read_in_bars_and_as_a_table(
    sign_in: SignIn, odile: User, alma: User, city: Portfolio, judged: Initiative
) -> None:
    facets.intend(portfolio=city, shares={"enhancement": 50, "mission": 50}, by=alma)
    bars = sign_in(odile).get(address("facets", city)).content.decode()
    assert "never equal shares" in bars
    assert "takes too little risk" in bars
    assert "Change the intended mix" not in bars
    table = sign_in(odile).get(address("facets", city) + "?as=table").content.decode()
    assert '<td class="ph-num">50%</td>' in table


def test_a_steward_says_which_mix_is_meant(sign_in: SignIn, alma: User, bo: User, city: Portfolio) -> None:
    page = address("facets-intent", city)
    sent = {"enhancement": "40", "mission": "30", "adaptive": "20", "anticipatory": "15"}
    refused = sign_in(alma).post(page, sent)
    assert refused.status_code == 422
    assert b"they add up to 105" in refused.content
    assert not FacetIntent.objects.exists()
    assert sign_in(alma).post(page, {**sent, "mission": "-5"}).status_code == 422
    assert sign_in(bo).post(page, sent).status_code == 403
    assert sign_in(alma).post(page, {**sent, "anticipatory": "10"}).url == address("facets", city)
    assert dict(FacetIntent.objects.values_list("facet", "share"))["mission"] == 30


def test_the_download_has_a_row_for_each_initiative(
    sign_in: SignIn, odile: User, city: Portfolio, judged: Initiative
) -> None:
    make_initiative(city, "Night buses")
    make_initiative(city, "A secret", circle="team")
    answer = sign_in(odile).get(address("facets-export", city) + "?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row[0] for row in rows[1:]] == ["Night buses", "Warm Streets Millbrook"]
    assert rows[2][1:7] == ["2", "0", "1", "1", "0", "1 of 2 says mission, 1 adaptive"]


def test_all_judgements_can_be_downloaded_by_members(
    sign_in: SignIn, odile: User, city: Portfolio, judged: Initiative
) -> None:
    answer = sign_in(odile).get(reverse("download-data", args=[city.slug]))
    assert b"Judgements of facets" in answer.content
    assert b"Snapshots" in answer.content
