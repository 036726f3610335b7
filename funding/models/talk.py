"""Letters about what is said on the funding page."""

from django.db import models

from portfolio_hub.lib.letters import Letter


class TalkLetter(Letter):
    """A letter to one person about one question or answer on the funding page; it leaves once."""

    comment = models.ForeignKey("stakeholders.Comment", on_delete=models.CASCADE, related_name="talk_letters")

    class Meta(Letter.Meta):
        constraints = (models.UniqueConstraint(fields=("comment", "user"), name="talk_letter_leaves_once"),)

    def __str__(self) -> str:
        return f"{self.comment} → {self.user}"
