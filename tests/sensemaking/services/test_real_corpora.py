"""Real files through the worker's code: themes that a reader agrees with, quotes that stand word for word."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from sensemaking.models import FindingLog, LearningLog
from sensemaking.services import making
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_report

FILES = {"tried": "Driving_Event", "saw": "Lesson(s)_Learned", "next": "Recommendation(s)"}


def test_a_report_over_the_lessons_of_nasa(city: Portfolio, shared_data: Path) -> None:
    lessons = read_lessons(shared_data / "4-nasa-llis-lessons")
    assert len(lessons) > 200
    initiatives = [make_initiative(city) for _number in range(20)]
    LearningLog.objects.bulk_create(
        LearningLog(portfolio=city, initiative=initiatives[at % 20], happened_on=date(2026, 7, 1), **words)
        for at, words in enumerate(lessons)
    )
    report = make_report(city)
    assert making.make(report.pk)
    report.refresh_from_db()
    themes = list(report.findings.filter(kind="theme"))
    assert 6 <= len(themes) <= 24
    assert sum(theme.log_count for theme in themes) > 0.8 * len(lessons)
    stems = [set(theme.data["stems"]) for theme in themes]
    for talk in ({"connector", "wire", "mate"}, {"lift", "sling", "load"}, {"project", "manag"}, {"voltag", "circuit"}):
        assert any(len(talk & own) >= 2 for own in stems), talk
    quoted = FindingLog.objects.filter(finding__report=report).exclude(quote="").select_related("log")
    assert len(quoted) >= 2 * len(themes)
    assert all(
        citation.quote in f"{citation.log.tried}\n{citation.log.saw}\n{citation.log.next}" for citation in quoted
    )


def test_the_web_server_does_not_carry_the_engine() -> None:
    code = (
        "import django, sys; django.setup(); import portfolio_hub.urls, sensemaking.tasks;"
        "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def read_lessons(folder: Path) -> list[dict[str, str]]:
    """The three files joined by lesson: event, lesson, recommendation."""
    lessons: dict[int, dict[str, str]] = {}
    for field, name in FILES.items():
        for line in (folder / f"LLIS_{name}_Doccano.json").read_text().splitlines():
            row = json.loads(line)
            words = next(value for key, value in row.items() if key != "Lesson ID")
            lessons.setdefault(row["Lesson ID"], {})[field] = words
    return [words for words in lessons.values() if words.get("saw")]
