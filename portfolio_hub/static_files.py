"""Static files: collected only when one of them changed, and packed in seconds."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzipManifestStorage(CompressedManifestStaticFilesStorage):
    """Files under names with their hash, packed by gzip alone.

    Brotli comes along with what makes PDFs; packing by it as well took eight times as long at every start.
    """

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)


def collect_if_changed() -> bool:
    """Bring `STATIC_ROOT` up to date and say whether there was anything to do."""
    stamp = Path(settings.VAR_DIR) / "static-stamp"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    found = signature()
    if manifest.exists() and stamp.exists() and stamp.read_text() == found:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found)
    return True


def signature() -> str:
    """Return a hash over name, size and time of every static file, and over where they go."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
