"""A dated account of an initiative."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import UpdateQuerySet
from stakeholders.models import Circle


class Update(models.Model):
    """What is new in an initiative; "nothing new" is a valid answer. `client_key` keeps it from coming twice.

    `seconds` passed from opening the form to posting, as far as the device could tell.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        NOTHING_NEW = "nothing_new", _("Nothing new")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned with a question")
        ACCEPTED = "accepted", _("Accepted")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="updates")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PROGRESS)
    title = models.CharField(_("headline"), max_length=200, blank=True)
    body = models.TextField(_("what is new"), blank=True)
    happened_on = models.DateField(_("when"), default=timezone.localdate)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    photo = models.ImageField(_("photo"), upload_to="photos/%Y/%m/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="updates"
    )
    author_name = models.CharField(_("author"), max_length=150, blank=True)
    via_link = models.ForeignKey(
        "initiatives.PostingLink", null=True, blank=True, on_delete=models.SET_NULL, related_name="updates"
    )
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        indexes = (
            models.Index(fields=("initiative", "-happened_on", "-id"), name="update_by_day"),
            models.Index(fields=("portfolio", "-happened_on"), name="update_of_portfolio"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="nothing_new") | ~models.Q(body=""), name="progress_update_says_something"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.body[:80] or self.get_kind_display()
