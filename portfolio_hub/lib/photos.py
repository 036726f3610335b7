"""Makes an uploaded photo safe to keep: checked, upright, small, and without the traces of its camera."""

import io
import uuid
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


def clean(uploaded: IO[bytes], size: int) -> "ContentFile[bytes]":
    """Return the photo as an upright JPEG of at most 1600 pixels without EXIF, place or camera.

    Raises ValidationError, with a sentence for the person, for files that are too large or no JPEG, PNG or WebP.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("This photo has more than 10 MB. Choose a smaller one."), code="too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return ContentFile(_as_jpeg(uploaded), name=f"{uuid.uuid4().hex}.jpg")
    except ValidationError:
        raise
    except Exception as error:  # Pillow's decoders raise whatever the broken bytes made them stumble over
        raise ValidationError(
            _("This is no photo we can read. Use a JPEG, PNG or WebP file."), code="unreadable"
        ) from error


def _as_jpeg(uploaded: IO[bytes]) -> bytes:
    """Decode, shrink and write anew; nothing but the pixels goes through."""
    with Image.open(uploaded, formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(_("This photo has too many pixels. Choose a smaller one."), code="too_many_pixels")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        plain = _on_white(_in_srgb(upright))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain.info.clear()
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Turn the colours of a camera's own profile into those every screen expects."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _on_white(image: Image.Image) -> Image.Image:
    """Put what is transparent on white."""
    if image.mode == "RGB":
        return image
    layered = image.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground
