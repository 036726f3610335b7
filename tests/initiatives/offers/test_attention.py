"""The garden tells of offers and needs that end."""

from datetime import timedelta

from django.utils import timezone

from initiatives.attention_offers import needs, offers
from initiatives.models import Initiative, Need, Offer
from stakeholders.access import access_for
from stakeholders.attention import Look
from stakeholders.models import Portfolio, User


def test_those_that_end_soon_or_are_over_stand_in_the_garden(
    city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    today = timezone.localdate()
    access = access_for(alma, city)
    assert access
    facts = {"portfolio": city, "initiative": warm_streets, "kind": "sites"}
    for days in (-3, 5, 40):
        Offer.objects.create(what=f"{days} days", until_on=today + timedelta(days=days), **facts)
    Offer.objects.create(what="for ever", **facts)
    Offer.objects.create(what="gone", status="withdrawn", until_on=today, **facts)
    Need.objects.create(what="a yard", until_on=today, **facts)
    look = Look(access=access, number=14, today=today)
    found = offers(look)
    assert [item.title for item in found.items] == ["-3 days", "5 days"]
    assert found.items[0].detail.startswith("Its last day was")
    assert found.items[1].detail.startswith("Its last day is")
    assert [item.title for item in needs(look).items] == ["a yard"]
