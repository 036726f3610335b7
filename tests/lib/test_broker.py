"""The embedded broker is chosen once, found again, closed to strangers, and keeps what it was given."""

import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portfolio_hub.lib import broker as module
from portfolio_hub.lib.broker import HOST, EmbeddedBroker, server_binary
from portfolio_hub.lib.supervisor import die_with_parent


@contextmanager
def running(broker: EmbeddedBroker) -> Iterator[redis.Redis]:
    """Run the server for the length of a block."""
    process = subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)
    try:
        assert broker.wait_until_it_answers()
        with redis.Redis.from_url(broker.url) as client:
            yield client
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_port_and_password_are_chosen_once_and_remembered(tmp_path: Path) -> None:
    first = EmbeddedBroker.of(tmp_path)
    assert EmbeddedBroker.of(tmp_path) == first
    assert len(first.password) >= 32
    assert first.url == f"redis://:{first.password}@127.0.0.1:{first.port}/0"


def test_only_the_owner_reads_the_password(tmp_path: Path) -> None:
    broker = EmbeddedBroker.of(tmp_path)
    broker.command()
    for name in ("address", "valkey.conf"):
        assert stat.S_IMODE((tmp_path / "broker" / name).stat().st_mode) == 0o600


def test_two_folders_have_two_brokers(tmp_path: Path) -> None:
    one, two = EmbeddedBroker.of(tmp_path / "one"), EmbeddedBroker.of(tmp_path / "two")
    assert one.password != two.password


def test_it_moves_when_a_stranger_took_its_port_and_is_found_there(tmp_path: Path) -> None:
    broker = EmbeddedBroker.of(tmp_path)
    assert broker.on_a_free_port() == broker
    with socket.create_server((HOST, broker.port)):
        moved = broker.on_a_free_port()
    assert moved.port != broker.port
    assert moved.password == broker.password
    assert EmbeddedBroker.of(tmp_path) == moved


def test_what_it_was_given_survives_a_restart(tmp_path: Path) -> None:
    broker = EmbeddedBroker.of(tmp_path)
    assert not broker.answers()
    with running(broker) as client:
        client.lpush("waiting", "a task")
    with running(broker) as client:
        assert client.lrange("waiting", 0, -1) == [b"a task"]


def test_strangers_without_the_password_are_refused(tmp_path: Path) -> None:
    broker = EmbeddedBroker.of(tmp_path)
    with (
        running(broker),
        redis.Redis(host=HOST, port=broker.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_waiting_for_a_broker_that_never_comes_ends(tmp_path: Path) -> None:
    assert not EmbeddedBroker.of(tmp_path).wait_until_it_answers(seconds=0.1)


def test_without_the_wheel_a_server_on_the_path_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_wheel(monkeypatch)
    server = tmp_path / "redis-server"
    server.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert server_binary() == server


def test_without_any_server_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_wheel(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"apt install redis-server.*REDIS_URL"):
        server_binary()


def without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "wheel_binary", lambda: None)
