"""Learning logs leave the hub as far as the reader may see them."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log

pytestmark = pytest.mark.django_db


def test_everybody_takes_along_what_their_circle_reaches(
    sign_in: Callable[[User], Client], city: Portfolio, alma: User, chi: User
) -> None:
    initiative = make_initiative(city, title="Warm Streets", circle=Circle.PUBLIC)
    make_log(initiative, saw="Doors opened.", circle=Circle.FUNDERS)
    make_log(initiative, saw="We argued.", circle=Circle.TEAM)

    def saw(person: User) -> set[str]:
        answer = sign_in(person).get(f"/{city.slug}/download/logs.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return {row["saw"] for row in csv.DictReader(io.StringIO(text))}

    assert saw(alma) == {"Doors opened.", "We argued."}
    assert saw(chi) == {"Doors opened."}
    assert "Learning logs" in sign_in(chi).get(f"/{city.slug}/download/").content.decode()
