"""How gunicorn serves the hub, alike under `manage.py serve` and in the container."""

import gc
import os
from pathlib import Path
from typing import Any

wsgi_app = "portfolio_hub.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = True
# Heartbeats in memory: on a slow disk a worker would look hung and be killed.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) and Path("/dev/shm").is_dir() else None
accesslog = "-" if os.environ.get("ACCESS_LOG", "") not in ("", "0", "false") else None
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Take the loaded program out of the garbage collector's rounds, and let them be fewer.

    A page makes many short-lived objects; with Python's defaults, looking through the whole program again and
    again costs a page as much as some of its queries.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
