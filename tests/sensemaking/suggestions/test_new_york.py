"""A whole city's published projects: what the hub suggests across agencies has reasons that make sense."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from initiatives.imports import services
from initiatives.models import ConnectionKind, Initiative, Participation
from sensemaking.models import ConnectionSuggestion
from sensemaking.services.suggestions import search, searching
from sensemaking.services.suggestions.work import work
from stakeholders.models import Portfolio, User
from tests.initiatives.imports.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, client: Client, city: Portfolio, alma: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Desk:  # fmt: skip
    """Alma at the import pages of her city; nobody waits for a worker."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(services, "send", lambda pk: None)
    monkeypatch.setattr(searching, "send", lambda pk: None)
    client.force_login(alma)
    return Desk(client, city, alma, django_capture_on_commit_callbacks)


def test_projects_of_a_city_are_connected_across_its_agencies(desk: Desk, shared_data: Path) -> None:
    file = shared_data / "1-nyc-capital-projects" / "projects.geojson"
    run = desk.match(desk.start(file), {"original_budget": {"field": ""}, "combined_total": {"field": ""}})
    run = desk.confirm(desk.names(run, {"Richmond": ("new", "Staten Island"), "Citywide": ("ignore", "")}))
    assert run.counts["created"] == 2010

    assert work(search(portfolio=desk.portfolio, by=desk.steward).pk)
    waiting = list(ConnectionSuggestion.objects.open().select_related("first", "second"))
    assert len(waiting) >= 100
    assert all(row.reasons and row.first_id < row.second_id for row in waiting)
    others = [row for row in waiting if not row.is_duplicate]
    assert max(Counter(end for row in others for end in (row.first_id, row.second_id)).values()) <= 3

    agencies = agencies_of(waiting)
    across = [row for row in others if not agencies[row.first_id] & agencies[row.second_id]]
    assert len(across) >= len(others) // 4
    for row in across:
        kinds = {reason["kind"] for reason in row.reasons}
        assert kinds & {"text", "near", "place"}, row
        assert kinds - {"system", "lever"}, row


def agencies_of(rows: list[ConnectionSuggestion]) -> dict[int, set[int]]:
    """By initiative: the organisations that take part in it."""
    ends = {end for row in rows for end in (row.first_id, row.second_id)}
    found: dict[int, set[int]] = {end: set() for end in ends}
    for initiative, organisation in Participation.objects.filter(initiative__in=ends).values_list(
        "initiative", "organisation"
    ):
        found[initiative].add(organisation)
    return found


def test_phases_of_one_building_are_no_duplicates(desk: Desk) -> None:
    """Two phases, and the same works at another number, are two projects each."""
    rows = "\n".join(
        f"P{number},{title},Parks"
        for number, title in enumerate(
            ("Riverside Park reconstruction Phase 1", "Riverside Park reconstruction Phase 2", "Pumping Station 12",
             "Pumping Station 21"), start=1
        )
    )  # fmt: skip
    desk.bring_in(("projects.csv", f"project_id,title,managing_agency\n{rows}\n".encode()))
    assert Initiative.objects.count() == 4
    assert work(search(portfolio=desk.portfolio, by=desk.steward).pk)
    assert not ConnectionSuggestion.objects.filter(kind=ConnectionKind.DUPLICATES).exists()
