"""What stewards ask an author: a question about a log, and consent to take its words to a wider circle."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets_asking import InquiryQuerySet, ReleaseQuerySet
from stakeholders.models import Circle

LINK_DAYS = 60


def link_end() -> datetime:
    """Return the moment a new link to the author expires."""
    return timezone.now() + timedelta(days=LINK_DAYS)


class LogInquiry(models.Model):
    """A question to the author of a log, mailed with a link that answers it; its key is kept as a SHA-256.

    Without an address it waits on the author's own page, or for a link that a steward hands over.
    """

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="inquiries")
    question = models.TextField(_("your question"))
    email = models.EmailField(_("the author's address"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(default=link_end)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name_plural = "log inquiries"
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answered_inquiry_has_its_answer"
            ),
        )

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    @property
    def may_be_corrected(self) -> bool:
        """Whether the answer was given today, so that its author can still mend it."""
        today = timezone.localdate()
        return (
            self.answered_at is not None and self.withdrawn_at is None and timezone.localdate(self.answered_at) == today
        )


class Release(models.Model):
    """Words of a log that its author lets go to a circle wider than the log's.

    `quote` stands exactly so in the log and stays with the log's circle; `wording` is what the wider circle reads,
    with names taken out. Only a given release is shown, and never again once it is withdrawn. `in_person` says to
    whom and when the author agreed without the link.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Not given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="releases")
    circle = models.CharField(_("for whom"), max_length=10, choices=Circle.choices)
    quote = models.TextField(_("the words"))
    wording = models.TextField(_("as the wider circle reads them"))
    names_author = models.BooleanField(_("with the author's name"), default=False)
    note = models.TextField(_("what it is for"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.ASKED)
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(default=link_end)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.TextField(_("what the author said"), blank=True)
    in_person = models.CharField(_("given in person"), max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(quote="") & ~Q(wording=""), name="release_has_its_words"),
            models.CheckConstraint(
                condition=Q(status="asked") | Q(answered_at__isnull=False), name="settled_release_says_when"
            ),
        )
        indexes = (models.Index(fields=("log", "status"), name="release_of_log"),)

    def __str__(self) -> str:
        return self.wording[:80]

    @property
    def is_open(self) -> bool:
        """Whether the author can still answer by the link."""
        return self.status == self.Status.ASKED and self.expires_at > timezone.now()


class FindingRelease(models.Model):
    """Released words that stand beside a finding of a report; it outlives the finding, which every run makes anew.

    `key` is that of the finding, empty once a rerun no longer found it. Without `release` the words are gone with
    their log; a published report then says that they were withdrawn.
    """

    report = models.ForeignKey("sensemaking.SenseMakingReport", on_delete=models.CASCADE, related_name="releases")
    key = models.CharField(max_length=64, blank=True)
    release = models.ForeignKey(Release, null=True, on_delete=models.SET_NULL, related_name="stands_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "key", "release"), condition=~Q(key=""), name="release_stands_once_beside_finding"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}: {self.release_id}"


class FindingName(models.Model):
    """A log from whose own words a finding has its name; without `log` the words are gone from there.

    The name is shown as long as one of these logs says it and the report's circle may see that log.
    """

    finding = models.ForeignKey("sensemaking.Finding", on_delete=models.CASCADE, related_name="named_by")
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, on_delete=models.SET_NULL, related_name="gave_name_to"
    )
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name}: {self.log_id}"
