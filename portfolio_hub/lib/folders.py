"""Folders the hub writes to, checked with a sentence that a person can act on."""

import os
from pathlib import Path


def require_writable(folder: Path) -> Path:
    """Make the folder if need be and return it; leave the program with one sentence if it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise SystemExit(
            f"Portfolio Hub cannot write to the folder {folder}: "
            "allow this user to write there, or name another folder in the variable VAR_DIR."
        )
    return folder
