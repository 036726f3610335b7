"""A person's own pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stakeholders.models import ApiToken, Organisation, Portfolio, User
from tests.factories.stakeholders import PASSWORD

SignIn = Callable[[User | None], Client]


def test_name_language_and_letters_are_kept(alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    answer = client.post(reverse("people:profile"), {"name": "Alma Reyes", "language": "de"})
    assert answer.status_code == 302
    alma.refresh_from_db()
    assert (alma.name, alma.language, alma.wants_mail) == ("Alma Reyes", "de", False)
    assert client.cookies["django_language"].value == "de"


def test_an_empty_name_is_refused(alma: User, sign_in: SignIn) -> None:
    assert sign_in(alma).post(reverse("people:profile"), {"name": " "}).status_code == 422
    alma.refresh_from_db()
    assert alma.name == "Alma Steward"


def test_the_profile_shows_roles_and_whom_one_speaks_for(
    city: Portfolio, bo: User, coop: Organisation, sign_in: SignIn
) -> None:
    page = sign_in(bo).get(reverse("people:profile")).content.decode()
    assert city.name in page and "Contributor" in page and coop.name in page


def test_a_key_is_shown_once_and_kept_as_a_hash(alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    answer = client.post(reverse("people:tokens"), {"name": "Sheet", "scope": "read"})
    token = ApiToken.objects.get()
    key = answer.context["made"]
    assert key.startswith("hub_") and key in answer.content.decode()
    assert token.digest == ApiToken.digest_of(key) != key
    assert "no-cache" in answer["Cache-Control"]
    page = client.get(reverse("people:tokens")).content.decode()
    assert key not in page and token.prefix in page


def test_a_key_ends_after_its_last_day(alma: User, sign_in: SignIn) -> None:
    today = timezone.localdate()
    data = {"name": "Sheet", "scope": "write", "expires_on": today.isoformat()}
    sign_in(alma).post(reverse("people:tokens"), data)
    token = ApiToken.objects.get()
    assert token.is_live and token.expires_at and token.expires_at <= timezone.now() + timedelta(days=1)
    data["expires_on"] = (today - timedelta(days=1)).isoformat()
    answer = sign_in(alma).post(reverse("people:tokens"), data)
    assert answer.status_code == 422
    assert ApiToken.objects.count() == 1


def test_a_revoked_key_opens_nothing(alma: User, bo: User, sign_in: SignIn) -> None:
    sign_in(alma).post(reverse("people:tokens"), {"name": "Sheet", "scope": "read"})
    token = ApiToken.objects.get()
    address = reverse("people:token-revoke", args=[token.pk])
    assert sign_in(bo).post(address).status_code == 404
    assert "opens nothing any more" in sign_in(alma).post(address, follow=True).content.decode()
    assert not ApiToken.objects.live().exists()


def test_sign_in_by_password_and_out_again(alma: User) -> None:
    client = Client()
    data = {"login": alma.email.upper(), "password": PASSWORD}
    assert client.post(reverse("account_login"), data).status_code == 302
    assert client.get(reverse("people:profile")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("people:profile")).status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(alma: User) -> None:
    pages = []
    for email in (alma.email, "nobody@nowhere.example"):
        answer = Client().post(reverse("account_login"), {"login": email, "password": "wrong-password"})
        pages.append((answer.status_code, [str(e) for e in answer.context["form"].non_field_errors()]))
    assert pages[0] == pages[1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_an_address_is_called_the_same_everywhere(name: str) -> None:
    page = Client().get(reverse(name)).content.decode()
    assert "E-mail address" in page
    assert "Email" not in page
