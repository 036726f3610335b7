"""Ports, folders and the secret key: what the hub needs from the machine, said in sentences."""

import os
import socket
import stat
from pathlib import Path

import pytest

from portfolio_hub.lib.folders import require_writable
from portfolio_hub.lib.ports import free_port, why_not
from portfolio_hub.lib.secrets import local_secret_key


def test_a_free_port_can_be_listened_on() -> None:
    port = free_port()
    assert why_not("127.0.0.1", port) == ""
    with socket.create_server(("127.0.0.1", port)):
        assert why_not("127.0.0.1", port) == "another program is using it"


@pytest.mark.parametrize(
    ("host", "port", "says"), [("127.0.0.1", 70000, "65535"), ("192.0.2.1", 8000, "the machine says")]
)
def test_what_is_no_place_to_listen_is_said(host: str, port: int, says: str) -> None:
    assert says in why_not(host, port)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    assert require_writable(tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"cannot write to the folder .*/file/var.*VAR_DIR"):
        require_writable(tmp_path / "file" / "var")


def test_a_folder_of_somebody_else_ends_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SystemExit, match="allow this user to write there"):
        require_writable(tmp_path)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = local_secret_key(tmp_path / "var")
    assert len(key) >= 50
    assert local_secret_key(tmp_path / "var") == key
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
