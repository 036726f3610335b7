"""What a device needs to keep posts and send them later: tokens, the service worker, the manifest."""

import uuid
from collections.abc import Callable

from django.contrib.staticfiles import finders
from django.test import Client

from initiatives.models import Initiative
from sensemaking.views import device
from stakeholders.models import User

SignIn = Callable[[User | None], Client]
POST = "/riverton/sense-making/post/"


def test_a_device_gets_a_token_and_is_told_for_whom(sign_in: SignIn, bo: User) -> None:
    answer = sign_in(bo).get("/riverton/sense-making/post/token/")

    assert answer.json()["who"] == f"u{bo.pk}"
    assert sign_in(None).get("/riverton/sense-making/post/token/").status_code == 302


def test_a_stale_token_is_refused_and_a_fresh_one_goes_through(bo: User, warm_streets: Initiative) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo, backend="allauth.account.auth_backends.AuthenticationBackend")
    data = {"mode": "update", "initiative": warm_streets.pk, "news": "Late.", "client_key": str(uuid.uuid4())}

    refused = client.post(POST, data | {"csrfmiddlewaretoken": "x" * 64}, headers={"Accept": "application/json"})
    token = client.get("/riverton/sense-making/post/token/").json()["token"]
    taken = client.post(POST, data, headers={"Accept": "application/json", "X-CSRFToken": token})

    assert (refused.status_code, taken.status_code) == (403, 201)


def test_the_service_worker_comes_from_the_root_with_real_files(client: Client) -> None:
    worker = client.get("/sw.js")

    assert worker["Content-Type"] == "text/javascript"
    assert "no-cache" in worker["Cache-Control"]
    for path in device.KEPT:
        assert finders.find(path), path
    assert "importScripts" in worker.content.decode()


def test_a_phone_can_keep_the_hub_on_its_home_screen(client: Client) -> None:
    manifest = client.get("/manifest.webmanifest")

    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["start_url"] == "/"
