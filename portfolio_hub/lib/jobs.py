"""Work that takes time: the row is the job, and a worker claims it by one conditional update."""

import contextlib
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HEARTBEAT_EVERY = timedelta(seconds=10)
STALE_AFTER = timedelta(seconds=45)
REQUEUE_AFTER = timedelta(seconds=20)


class JobQuerySet(models.QuerySet[Any]):
    """Questions about jobs of one kind."""

    def claimable(self) -> Self:
        """Jobs that were asked for, and jobs whose worker fell silent."""
        silent = Q(status=self.model.STATUS_WORKING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
        return self.filter(Q(status=self.model.STATUS_ASKED) | silent)

    def waiting_too_long(self) -> Self:
        """Claimable jobs whose message may be lost: asked for a while ago, or left by their worker."""
        fresh = Q(status=self.model.STATUS_ASKED, asked_at__gte=timezone.now() - REQUEUE_AFTER)
        return self.claimable().exclude(fresh)


class Job(models.Model):
    """Base of rows that a worker works on; the subclass has `status` with the two states named here."""

    STATUS_ASKED: ClassVar[str] = "asked"
    STATUS_WORKING: ClassVar[str] = "working"

    asked_at = models.DateTimeField(_("asked for at"), null=True, blank=True)
    claimed_by = models.UUIDField(null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    progress_done = models.PositiveIntegerField(default=0, editable=False)
    progress_total = models.PositiveIntegerField(default=0, editable=False)
    progress_note = models.CharField(max_length=200, blank=True, editable=False)
    problem = models.TextField(_("what went wrong"), blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, pk: int) -> Self | None:
        """Take the job for this worker and return it, or None when somebody else has it or it is over."""
        token = uuid.uuid4()
        taken = (
            cls._base_manager.filter(pk=pk)
            .filter(
                Q(status=cls.STATUS_ASKED) | Q(status=cls.STATUS_WORKING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
            )
            .update(
                status=cls.STATUS_WORKING,
                claimed_by=token,
                heartbeat_at=timezone.now(),
                attempts=F("attempts") + 1,
                problem="",
            )
        )
        return cls._base_manager.get(pk=pk, claimed_by=token) if taken else None

    def is_still_mine(self) -> bool:
        """Say whether no other worker has taken the job over; lock the row where the engine can."""
        mine = Q(pk=self.pk, claimed_by=self.claimed_by, status=self.STATUS_WORKING)
        rows = type(self)._base_manager.filter(mine)
        if connection.in_atomic_block and connection.features.has_select_for_update:
            rows = rows.select_for_update()
        return rows.exists()

    def report_progress(self, done: int, total: int, note: str = "") -> None:
        """Write how far the work is; call rarely, it is one update each."""
        type(self)._base_manager.filter(pk=self.pk, claimed_by=self.claimed_by).update(
            progress_done=done, progress_total=total, progress_note=note, heartbeat_at=timezone.now()
        )

    @contextlib.contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Show that the worker is alive while the block runs, however long one step takes."""
        stop = threading.Event()

        def beat() -> None:
            try:
                while not stop.wait(HEARTBEAT_EVERY.total_seconds()):
                    type(self)._base_manager.filter(pk=self.pk, claimed_by=self.claimed_by).update(
                        heartbeat_at=timezone.now()
                    )
            finally:
                connection.close()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
