"""Observations from files: names, numbers of several countries, problems by row, again, newer, undone."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from funding.models import Indicator, Observation
from funding.services import indicators
from initiatives.models import ImportRun, Initiative
from stakeholders.models import Portfolio
from tests.factories import make_initiative
from tests.factories.indicators import make_indicator, make_observation
from tests.initiatives.imports.conftest import Desk, desk, no_broker, table

__all__ = ["desk", "no_broker"]
pytestmark = pytest.mark.django_db
HEAD = "Indicator;Initiative;Value;From;To;Source;Low;High;Split by;Group;Why missing;Identifier"
ROW = "Warm homes;Heat Loop;12;2025-01-01;2025-12-31;Survey;;;;;;"


@pytest.fixture
def warm(city: Portfolio) -> Indicator:
    return make_indicator(city, "Warm homes")


@pytest.fixture
def heat(city: Portfolio) -> Initiative:
    return make_initiative(city, "Heat Loop", source="list", external_id="H-1")


def bring(desk: Desk, *rows: str) -> ImportRun:
    return desk.bring_in(table(HEAD, *rows), target="observations")


def values() -> list[Decimal | None]:
    return list(Observation.objects.standing().order_by("to_on", "pk").values_list("value", flat=True))


def test_rows_come_in_with_numbers_as_people_write_them(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    run = bring(
        desk, ROW, "warm  homes;H-1;1.234,5;2024-01-01;2024-12-31;Survey;;;;;;",
        f"Warm homes;{heat.pk};1,234.5;2023-01-01;2023-12-31;Survey;1,000;2'000;;;;",
        "Warm homes;;0;2022-01-01;2022-12-31;Survey;;;;;;", "Warm homes;;-3,5;2021-01-01;2021-12-31;Survey;;;;;;",
        "Warm homes;;;2020-01-01;2020-12-31;Survey;;;;;Nobody counted;",
        "Warm homes;Heat Loop;4;2025-01-01;2025-12-31;Survey;;;gender;women;;",
    )  # fmt: skip
    assert (run.counts["created"], run.counts["skipped"]) == (7, 0)
    expected = [None, "-3.5", "0", "1234.5", "1234.5", "12", "4"]
    assert values() == [None if text is None else Decimal(text) for text in expected]
    banded = Observation.objects.get(to_on="2023-12-31")
    assert (banded.low, banded.high, banded.initiative, banded.by) == (1000, 2000, heat, desk.steward)
    assert Observation.objects.get(group="women").split_by == "gender"


def test_the_preview_has_names_and_not_numbers_of_ours(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    run = desk.match(desk.start(table(HEAD, ROW.replace("Heat Loop", "H-1")), target="observations"))
    assert [(row["values"]["indicator"], row["values"]["initiative"]) for row in run.preview["rows"]] == [
        ("Warm homes", "H-1")
    ]


def test_what_is_wrong_is_a_problem_of_its_row(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    run = bring(
        desk, "Cold homes;;1;2025-01-01;2025-12-31;Survey;;;;;;", "Warm homes;Nowhere;1;2025-01-01;2025-12-31;S;;;;;;",
        "Warm homes;;;2025-01-01;2025-12-31;Survey;;;;;;", "Warm homes;;5;2025-01-01;2024-12-31;Survey;;;;;;",
        "Warm homes;;5;2025-01-01;2025-11-30;Survey;6;;;;;", "Warm homes;;5;2025-01-01;2099-12-31;Survey;;;;;;",
        "Warm homes;;5;2025-01-01;2025-12-31;Survey;;;;women;;", ROW, ROW.replace("Heat Loop", "H-1"),
    )  # fmt: skip
    assert (run.counts["created"], run.counts["skipped"]) == (1, 8)
    expected = {row - 1: words for row, words in run.problems.values_list("row", "expected")}
    assert expected[1].startswith("the name of an indicator")
    assert expected[2].startswith("the title, the number")
    assert "say why it is missing" in expected[3]
    assert "ends before it begins" in expected[4]
    assert "below its band" in expected[5]
    assert "not happened yet" in expected[6]
    assert "by what it is split" in expected[7]
    assert "row 9 says the same" in expected[9]


def test_doing_it_again_doubles_nothing_by_identifier_or_by_what_it_says(
    desk: Desk, warm: Indicator, heat: Initiative
) -> None:
    rows = (ROW, "Warm homes;;5.50;2025-01-01;2025-12-31;Register;;;;;;R-1")
    bring(desk, *rows)
    for _again in range(2):
        run = bring(desk, *rows[::-1])
        assert (run.counts["created"], run.counts["updated"], run.counts["unchanged"]) == (0, 0, 2)
    assert Observation.objects.count() == 2


def test_what_was_written_by_hand_is_known_again(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    make_observation(warm, 12, heat, 2025, source="Survey")
    run = bring(desk, ROW)
    assert (run.counts["created"], run.counts["unchanged"]) == (0, 1)


def test_a_newer_value_is_a_correction_and_can_be_taken_back(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    bring(desk, ROW)
    first = Observation.objects.get()
    newer = bring(desk, ROW.replace(";12;", ";14;"))
    assert newer.counts["updated"] == 1
    first.refresh_from_db()
    assert (first.value, values()) == (12, [14])
    assert Observation.objects.get(corrects=first).value == 14
    desk.undo(newer)
    assert values() == [12]
    assert first.corrected_by.value == 14


def test_a_gap_is_filled_and_a_value_withdrawn(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    gap = "Warm homes;Heat Loop;;2025-01-01;2025-12-31;Survey;;;;;Not counted;"
    full = "Warm homes;;5;2024-01-01;2024-12-31;Survey;4;6;;;;"
    bring(desk, gap, full)
    run = bring(desk, ROW.replace("Survey;;;", "Survey;10;15;"))
    assert run.counts["updated"] == 1, list(run.problems.values())
    row = Observation.objects.standing().get(initiative=heat)
    assert (row.value, row.low, row.missing_why) == (12, 10, "")
    bring(desk, gap, full)
    row = Observation.objects.standing().get(initiative=heat)
    assert (row.value, row.low, row.missing_why) == (None, None, "Not counted")


def test_a_correction_by_hand_stays_when_the_same_file_comes_again(
    desk: Desk, warm: Indicator, heat: Initiative
) -> None:
    run = bring(desk, ROW)
    indicators.correct(observation=Observation.objects.get(), by=desk.steward, why="Miscounted.", value=Decimal(13))
    bring(desk, ROW)
    assert values() == [13]
    desk.undo(run)
    assert values() == [13]


def test_an_undo_takes_away_what_came_in(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    desk.undo(bring(desk, ROW, "Warm homes;;1;2020-01-01;2020-12-31;Survey;;;;;;"))
    assert not Observation.objects.exists()


def test_a_sheet_comes_in_with_dates_and_numbers_of_its_own(desk: Desk, warm: Indicator, heat: Initiative) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Indicator", "Project", "Actual", "Period start", "Period end", "Data source"])
    sheet.append(["Warm homes", "Heat Loop", 0.25, "2025-01-01", "2025-12-31", "Survey"])
    file = BytesIO()
    book.save(file)
    run = desk.bring_in(("observed.xlsx", file.getvalue()), target="observations")
    assert run.counts["created"] == 1, list(run.problems.values())
    assert values() == [Decimal("0.25")]
