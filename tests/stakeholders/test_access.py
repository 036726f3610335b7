"""The one screen of roles."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from stakeholders.access import (
    ROLE_CIRCLES,
    ROLE_PERMISSIONS,
    ROLE_SENTENCES,
    Permission,
    access_for,
    portfolio_for,
)
from stakeholders.models import Circle, Membership, Portfolio, Role, User
from tests.factories import make_user


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_its_permissions_circles_and_sentence(role: str) -> None:
    assert Permission.READ in ROLE_PERMISSIONS[role]
    assert Circle.PUBLIC in ROLE_CIRCLES[role]
    assert str(ROLE_SENTENCES[role]).endswith(".")


def test_only_stewards_manage() -> None:
    managing = {role for role, permissions in ROLE_PERMISSIONS.items() if Permission.MANAGE in permissions}
    assert managing == {Role.STEWARD}


def test_a_closed_portfolio_does_not_exist_for_outsiders(city: Portfolio, dag: User) -> None:
    assert access_for(dag, city) is None
    assert access_for(AnonymousUser(), city) is None
    with pytest.raises(Http404):
        portfolio_for(dag, city.slug, Permission.READ)


def test_an_open_portfolio_shows_outsiders_what_is_public_and_hides_the_rest(open_city: Portfolio, dag: User) -> None:
    for visitor in (dag, AnonymousUser()):
        access = access_for(visitor, open_city)
        assert access
        assert access.circles == {Circle.PUBLIC}
        assert access.permissions == {Permission.READ}
    with pytest.raises(Http404):
        portfolio_for(dag, open_city.slug, Permission.MANAGE)


def test_public_alone_opens_nothing_before_the_launch(open_city: Portfolio, dag: User) -> None:
    Portfolio.objects.filter(pk=open_city.pk).update(is_launched=False)
    open_city.refresh_from_db()
    assert access_for(dag, open_city) is None
    assert open_city not in Portfolio.objects.visible_to(dag)


def test_who_sees_but_may_not_do_is_told_who_can_help(city: Portfolio, alma: User, odile: User) -> None:
    with pytest.raises(PermissionDenied, match="A steward of Riverton 2035 can change that: Alma Steward"):
        portfolio_for(odile, city.slug, Permission.MANAGE)


def test_a_role_in_one_portfolio_is_none_in_another(city: Portfolio, alma: User, dag: User) -> None:
    elsewhere = Portfolio.objects.get(slug="elsewhere")
    assert access_for(dag, elsewhere)
    assert access_for(alma, elsewhere) is None
    assert list(Membership.objects.visible_to(dag)) == list(Membership.objects.filter(portfolio=elsewhere))


def test_templates_ask_by_name(city: Portfolio, bo: User) -> None:
    access = access_for(bo, city)
    assert access
    assert access.can["post"] and not access.can["make_sense"]


def test_visible_to_follows_the_portfolios(city: Portfolio, alma: User, dag: User) -> None:
    from stakeholders.models import Organisation, Place
    from tests.factories import make_organisation, make_place

    organisation, place = make_organisation(portfolio=city), make_place(portfolio=city)
    assert organisation in Organisation.objects.visible_to(alma)
    assert organisation not in Organisation.objects.visible_to(dag)
    assert place in Place.objects.visible_to(alma)
    assert place not in Place.objects.visible_to(AnonymousUser())


def test_an_account_without_a_name_is_called_by_its_address(db: None) -> None:
    user = make_user("Ann Other")
    assert user.get_short_name() == "Ann"
    user.name = ""
    assert (str(user), user.get_short_name()) == (user.email, user.email.split("@")[0])
