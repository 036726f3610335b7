"""Photos are made safe to keep: nothing but upright pixels of a modest size goes through."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from portfolio_hub.lib import photos


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> io.BytesIO:
    """The image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def kept(file: io.BytesIO) -> Image.Image:
    """What is left of a file."""
    return Image.open(photos.clean(file, len(file.getvalue())))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    kind = "JPEG" if mode in ("RGB", "L", "CMYK") else "PNG"

    image = kept(written(Image.new("RGB", (60, 40), "teal").convert(mode), kind))

    assert (image.mode, image.format, image.size) == ("RGB", "JPEG", (60, 40))


def test_what_is_transparent_becomes_white() -> None:
    image = kept(written(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"))

    assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("size", "expected"), [((4000, 1000), (1600, 400)), ((800, 600), (800, 600))])
def test_the_longest_side_is_1600_at_most(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert kept(written(Image.new("RGB", size))).size == expected


def test_a_picture_with_endless_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_PIXELS", 1000)

    with pytest.raises(ValidationError, match="too many pixels"):
        kept(written(Image.new("RGB", (100, 100))))


def test_words_of_a_png_do_not_go_through() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Somebody")
    file = written(Image.new("RGB", (10, 10)), "PNG", pnginfo=words)

    assert b"Somebody" not in photos.clean(file, 10).read()


def test_a_colour_profile_is_applied_and_gone() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = kept(written(Image.new("RGB", (10, 10), "red"), icc_profile=profile))

    assert "icc_profile" not in image.info
    assert image.getpixel((5, 5))[0] > 250  # type: ignore[index]


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0broken", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_photo_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ValidationError, match="no photo we can read"):
        photos.clean(io.BytesIO(content), len(content))
