"""The admin opens for staff, and shows no secret."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from stakeholders.models import ApiToken, Invitation, Portfolio, Role, User

SignIn = Callable[[User | None], Client]
OURS = [model for model in admin.site._registry if model._meta.app_label == "stakeholders"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_every_list_opens_and_searches(model: type, alma: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=alma.pk).update(is_staff=True, is_superuser=True)
    address = reverse(f"admin:stakeholders_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]
    assert sign_in(alma).get(address).status_code == 200
    if admin.site._registry[model].search_fields:
        assert sign_in(alma).get(address, {"q": "x"}).status_code == 200


def test_secrets_stay_secret(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=alma.pk).update(is_staff=True, is_superuser=True)
    token = ApiToken(user=alma, name="Sheet")
    key = token.set_new_key()
    token.save()
    invitation = Invitation.objects.create(portfolio=city, email="a@b.org", role=Role.OBSERVER)
    client = sign_in(alma)
    page = client.get(reverse("admin:stakeholders_apitoken_change", args=[token.pk])).content.decode()
    assert token.digest not in page and key not in page
    page = client.get(reverse("admin:stakeholders_invitation_change", args=[invitation.pk])).content.decode()
    assert invitation.token not in page


def test_nobody_else_comes_in(alma: User, sign_in: SignIn) -> None:
    assert sign_in(alma).get(reverse("admin:index")).status_code == 302
