"""Who changed what, when and why."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import ChangeQuerySet


class Change(models.Model):
    """One edit of one row: for each field what stood there before and what stands there after.

    `fields` is `{"title": ["Old", "New"], "places": [[1], [1, 2]]}`; relations are lists of ids.
    Edits made in one act (an import, a bulk edit, a merge) share a `batch`.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        EDITED = "edited", _("Edited")
        IMPORTED = "imported", _("Imported")
        BULK = "bulk", _("Bulk edit")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        CLOSED = "closed", _("Closed")
        DELETED = "deleted", _("Deleted")
        UNDONE = "undone", _("Undone")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    portfolio = models.ForeignKey("stakeholders.Portfolio", null=True, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fields = models.JSONField(default=dict)
    why = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("content_type", "object_id", "-at"), name="change_of_row"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {', '.join(self.fields)}"
