"""What people say about something: one kind of comment for the whole hub."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import CommentQuerySet


class Comment(models.Model):
    """A remark on anything in a portfolio, as visible as what it is about; `passage` quotes the words it means.

    `start` is where the passage begins in the text, in characters. An answer has a `parent` and no passage.
    """

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="comments")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("content_type", "object_id")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    passage = models.TextField(_("about these words"), blank=True)
    start = models.PositiveIntegerField(default=0)
    body = models.TextField(_("comment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("content_type", "object_id", "at"), name="comment_about"),)
        constraints = (models.CheckConstraint(condition=~models.Q(body=""), name="comment_says_something"),)

    def __str__(self) -> str:
        return self.body[:80]
