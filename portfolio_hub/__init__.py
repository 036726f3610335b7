"""The roof: settings, addresses, Celery, and the pages that gather all floors."""

from portfolio_hub.celery import app as celery_app

__all__ = ["celery_app"]
