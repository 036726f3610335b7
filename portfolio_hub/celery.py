"""The Celery application; every app's `tasks.py` is found by itself."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio_hub.settings")

app = Celery("portfolio_hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
