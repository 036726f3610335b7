"""What the engine keeps of each log, so that a new report reads it and counts nothing twice."""

from django.db import models


class LogFeatures(models.Model):
    """The language and the stems of one log's text, in order and with spaces between.

    `digest` is that of the text and of the analyser that read it: when either changes, the row is made anew.
    """

    log = models.OneToOneField(
        "sensemaking.LearningLog", primary_key=True, on_delete=models.CASCADE, related_name="features"
    )
    digest = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    stems = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "log features"

    def __str__(self) -> str:
        return f"{self.log_id} ({self.language})"


class LogWord(models.Model):
    """A word of a portfolio's logs and how many have it; searches with a slip of the pen find their way by it."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="log_words")
    word = models.CharField(max_length=40)
    logs = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("portfolio", "word"), name="word_is_counted_once"),)

    def __str__(self) -> str:
        return self.word
