"""A secret key for machines where nobody set one."""

import secrets
from pathlib import Path

from portfolio_hub.lib.folders import require_writable


def local_secret_key(var_dir: Path) -> str:
    """Return the key kept in `var_dir/secret-key`, making it on the first call (mode 0600)."""
    path = require_writable(var_dir) / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
