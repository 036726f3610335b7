"""Photos that go along with a post, and who sees them."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from initiatives.models import Initiative, Update
from sensemaking.models import LearningLog
from stakeholders.models import User

SignIn = Callable[[User | None], Client]
POST = "/riverton/sense-making/post/"


def learning(initiative: Initiative, **more: Any) -> dict[str, Any]:
    """What the form sends for a learning log."""
    return {
        "mode": "learning",
        "initiative": initiative.pk,
        "tried": "Opened the library basement until 10 pm.",
        "saw": "Families came after eight, not at noon.",
        "client_key": str(uuid.uuid4()),
        **more,
    }


def photo(size: tuple[int, int] = (3000, 2000), kind: str = "JPEG", **save: Any) -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **save)
    return SimpleUploadedFile(f"IMG_0042.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")


def test_a_photo_is_turned_shrunk_and_stripped(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    taken = photo((3000, 2000), exif=exif)

    bos = sign_in(bo)
    bos.post(POST, learning(warm_streets, photo=taken, photo_alt="Stairs to the basement"))

    log = LearningLog.objects.get()
    with Image.open(log.photo.open()) as kept:
        assert kept.format == "JPEG"
        assert kept.size == (1067, 1600)
        assert not kept.getexif()
        assert b"SpyCam" not in log.photo.open().read()
    assert "IMG_0042" not in log.photo.name
    seen = bos.get(f"/riverton/media/log/{log.pk}/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_photo_formats_come_in_too(sign_in: SignIn, bo: User, warm_streets: Initiative, kind: str) -> None:
    data = {"mode": "update", "initiative": warm_streets.pk, "news": "Look.", "photo": photo(kind=kind)}
    sign_in(bo).post(POST, data)

    assert Update.objects.get().photo


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.pdf", b"%PDF-1.7 not a photo", "no photo we can read"),
        ("half.jpg", photo().read()[:900], "no photo we can read"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no photo we can read"),
        ("moving.gif", b"GIF89a" + b"\0" * 40, "no photo we can read"),
        ("huge.jpg", photo((40, 40)).read() + b"\0" * 10_500_000, "more than 10 MB"),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_the_text_stays(
    sign_in: SignIn, bo: User, warm_streets: Initiative, name: str, content: bytes, words: str
) -> None:
    answer = sign_in(bo).post(POST, learning(warm_streets, photo=SimpleUploadedFile(name, content, "image/jpeg")))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Families came after eight" in page
    assert not LearningLog.objects.exists()


def test_photos_are_for_those_whose_circle_reaches_the_post(
    sign_in: SignIn, bo: User, odile: User, chi: User, dag: User, alma: User, warm_streets: Initiative
) -> None:
    bos = sign_in(bo)
    bos.post(POST, learning(warm_streets, photo=photo()))
    address = f"/riverton/media/log/{LearningLog.objects.get().pk}/"

    assert [sign_in(reader).get(address).status_code for reader in (alma, bo, odile)] == [200, 200, 200]
    assert [sign_in(reader).get(address).status_code for reader in (chi, dag)] == [404, 404]
    assert sign_in(None).get(address).status_code == 302
    assert bos.get("/riverton/media/log/999999/").status_code == 404
    assert bos.get("/riverton/media/log/").status_code == 404
