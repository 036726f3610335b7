"""Combinations, lineage, offers and needs over the API, each within the caller's circle."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Combination, Initiative, Need, Offer
from initiatives.services import lineage, offers
from stakeholders.models import User

SignIn = Callable[[User | None], Client]
API = "/api/v1/portfolios/riverton/"


def rows(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{API}{address}").json()["results"]
    return found


def test_members_that_may_not_be_seen_are_left_out(
    sign_in: SignIn, warm_homes: Combination, secret: Initiative, advisers: Initiative, alma: User, odile: User
) -> None:
    warm_homes.members.create(initiative=secret, brings="a quiet pool")
    (mine,), (theirs,) = (rows(sign_in(user), "combinations/") for user in (alma, odile))
    assert len(mine["members"]) == 3
    assert {member["initiative"] for member in theirs["members"]} == set(
        warm_homes.members.exclude(initiative=secret).values_list("initiative", flat=True)
    )
    assert rows(sign_in(odile), f"combinations/?initiative={secret.pk}") == []
    assert len(rows(sign_in(odile), f"combinations/?initiative={advisers.pk}")) == 1
    assert rows(sign_in(odile), "combinations/?is_over=true") == []
    assert len(rows(sign_in(odile), "combinations/?is_over=false")) == 1


def test_lineage_shows_steps_whose_ends_may_be_seen(
    sign_in: SignIn, warm_streets: Initiative, secret: Initiative, alma: User, odile: User
) -> None:
    lineage.say(initiative=warm_streets, kind="came_from", to="Spring summit", by=alma)
    lineage.say(initiative=warm_streets, kind="came_from", to=secret, by=alma)
    assert len(rows(sign_in(alma), f"lineage/?initiative={warm_streets.pk}")) == 2
    assert [row["named"] for row in rows(sign_in(odile), "lineage/")] == ["Spring summit"]


@pytest.mark.parametrize("side", ["offers", "needs"])
def test_contributors_put_their_own(
    sign_in: SignIn, warm_streets: Initiative, advisers: Initiative, bo: User, odile: User, side: str
) -> None:
    client = sign_in(bo)
    said = {"kind": "people", "what": "Two masons", "initiative": warm_streets.pk}
    made = client.post(f"{API}{side}/", said, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["status"] == "open"
    for wrong in ({"initiative": advisers.pk}, {"initiative": None}, {"kind": "gold"}, {"what": ""}):
        assert client.post(f"{API}{side}/", {**said, **wrong}, content_type="application/json").status_code == 400
    assert sign_in(odile).post(f"{API}{side}/", said, content_type="application/json").status_code == 403
    assert len(rows(sign_in(odile), f"{side}/?kind=people&status=open")) == 1


def test_a_need_names_the_offer_that_met_it_only_to_those_who_see_it(
    sign_in: SignIn, warm_streets: Initiative, advisers: Initiative, alma: User, odile: User
) -> None:
    facts: dict[str, Any] = {"portfolio": warm_streets.home, "by": alma, "kind": "data", "what": "Meters"}
    offer = offers.put(Offer, initiative=warm_streets, **facts)
    need = offers.put(Need, initiative=advisers, **facts)
    offers.match(offer=offer, need=need, by=alma)
    assert rows(sign_in(odile), "needs/")[0]["met_by"] == offer.pk
    Offer.objects.update(circle="team")
    assert rows(sign_in(odile), "needs/")[0]["met_by"] is None
