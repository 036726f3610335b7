"""How gunicorn serves the hub, alike under `manage.py serve` and in the container."""

import os
from pathlib import Path

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
