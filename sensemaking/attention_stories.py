"""What the garden looks for in stories: published ones in which words stood that nobody may read any more."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sensemaking.models import Story, StoryBlock
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules


def taken_back(look: Look) -> Found:
    """Published stories with a quote that was taken back."""
    slug = look.access.portfolio.slug
    gone = StoryBlock.objects.kept().taken_back().order_by().values("story")
    rows = Story.objects.seen_with(look.access).published().filter(pk__in=gone).order_by("published_at", "pk")

    def item(row: Any) -> Item:
        edit = reverse("sensemaking:story-edit", args=[slug, row.slug])
        return Item(
            subject=row.pk,
            title=row.title,
            detail=_("Words in it were taken back by their author, or changed. Readers see that they are not there."),
            url=reverse("sensemaking:story", args=[slug, row.slug]),
            acts=(Act(_("Edit the story"), edit),),
        )

    return found_rows(rows, look, item)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "stories",
        Rule(
            label=gettext_lazy("Stories whose words were taken back"),
            order=16,
            icon="book",
            sentence=gettext_lazy("A quote in them may not be read by everyone any more."),
            summary=ngettext_lazy(
                "%(many)d story has words that were taken back",
                "%(many)d stories have words that were taken back",
                "many",
            ),
            find=taken_back,
            for_stewards=True,
        ),
    )
