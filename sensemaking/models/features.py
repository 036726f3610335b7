"""What the engine keeps of each log, so that a new report reads it and counts nothing twice."""

from django.db import models
from django.db.models import Q


class LogFeatures(models.Model):
    """The language and the stems of one log's text, in order and with spaces between.

    `digest` is that of the text and of the analyser that read it: when either changes, the row is made anew. Without
    a digest the log waits to be read. `words` are those of the log that `LogWord` counts, each once.
    """

    log = models.OneToOneField(
        "sensemaking.LearningLog", primary_key=True, on_delete=models.CASCADE, related_name="features"
    )
    digest = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8, blank=True)
    stems = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "log features"
        indexes = (models.Index(fields=("log",), condition=Q(digest=""), name="log_waits_to_be_read"),)

    def __str__(self) -> str:
        return f"{self.log_id} ({self.language})"


class LogWord(models.Model):
    """A word of a portfolio's logs and how many have it; searches with a slip of the pen find their way by it."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="log_words")
    word = models.CharField(max_length=40)
    logs = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("portfolio", "word"), name="word_is_counted_once"),)
        indexes = (
            models.Index(
                fields=("portfolio", "word"),
                opclasses=("int8_ops", "varchar_pattern_ops"),
                name="word_by_its_beginning",
            ),
        )

    def __str__(self) -> str:
        return self.word


class LogReading(models.Model):
    """By which analyser the logs of a portfolio are read; when it is another one, all of them are read anew."""

    portfolio = models.OneToOneField(
        "stakeholders.Portfolio", primary_key=True, on_delete=models.CASCADE, related_name="log_reading"
    )
    reader = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.portfolio_id}: {self.reader}"
