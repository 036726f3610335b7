"""What stewards fill in to write a story, block by block."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sensemaking.forms import PhotoField
from sensemaking.models import Finding, Story, StoryBlock
from sensemaking.overviews.stories import public_findings
from sensemaking.overviews.story_charts import CHART_LABELS, FACT_LABELS
from sensemaking.overviews.story_map import MAP_LABELS
from sensemaking.services import story_counts
from sensemaking.services.stories import RESERVED, suggested_address
from sensemaking.services.story_blocks import LONGEST_QUOTE
from stakeholders.forms.shared_text import SharedTextForm

LONGEST_TEXT = 20_000
FINDINGS = 120
PERIOD_LABELS = (
    ("last-quarter", _("the last whole quarter")),
    ("this-quarter", _("this quarter so far")),
    ("last-half", _("the last whole half-year")),
    ("last-year", _("last year")),
    ("this-year", _("this year so far")),
    ("all", _("everything so far")),
)


def heading(help_text: Any = "") -> forms.CharField:
    """A heading that may be left out."""
    return forms.CharField(label=_("Heading"), required=False, max_length=200, help_text=help_text)


class StoryForm(SharedTextForm):
    """Title, standfirst and address; the address stays as it is once the story was published."""

    class Meta:
        model = Story
        fields = ("title", "standfirst", "slug")
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "slug": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "title": _("What happened, in a line."),
            "standfirst": _("Two sentences that say why one should read on."),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: Story) -> None:
        super().__init__(data, instance=instance)
        slug = self.fields["slug"]
        if instance.published_at is not None:
            del self.fields["slug"]
        else:
            slug.required = instance.pk is not None
            slug.help_text = gettext("The last part of the story’s address: small letters, digits and hyphens.")
            if instance.pk is None:
                slug.help_text += " " + gettext("Leave it empty to make it from the title.")

    def clean_slug(self) -> str:
        """An address that no other story has; a free one is suggested."""
        slug = str(self.cleaned_data["slug"]).strip().lower()
        others = self.instance.portfolio.stories.exclude(pk=self.instance.pk)
        if slug and (slug in RESERVED or others.filter(slug=slug).exists()):
            free = suggested_address(self.instance.portfolio, slug, but=self.instance.pk)
            raise forms.ValidationError(
                gettext("Another page has this address. Free is: %(address)s") % {"address": free}
            )
        return slug


class TextForm(SharedTextForm):
    """A text in Markdown with a heading."""

    body = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown works here: **bold**, *italic*, [links](https://…), lists."),
    )  # fmt: skip

    class Meta:
        model = StoryBlock
        fields = ("heading", "body")


class QuoteForm(forms.Form):
    """Which words of a log stand in the story."""

    words = forms.CharField(
        label=_("The words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_QUOTE * 3,
        help_text=_("Leave out what the story does not need, but change nothing: a quote is exact."),
    )  # fmt: skip
    heading = heading()


class ReleasedForm(forms.Form):
    """Words that their author let go stand as the release has them."""

    heading = heading()


class NumbersForm(forms.Form):
    """Which numbers, of which time."""

    heading = heading()
    facts = forms.MultipleChoiceField(
        label=_("Numbers"), choices=list(FACT_LABELS.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what everyone may read is counted."),
    )  # fmt: skip
    choice = forms.ChoiceField(label=_("Time"), choices=PERIOD_LABELS)


class ChartForm(forms.Form):
    """Which chart."""

    heading = heading(_("Say the finding where there is one: “Heat is heard of twice as often”."))
    choice = forms.ChoiceField(
        label=_("Chart"), choices=[(name, CHART_LABELS[name]) for name in story_counts.CHARTS], widget=forms.RadioSelect
    )


class MapForm(forms.Form):
    """What the map shows."""

    heading = heading()
    choice = forms.ChoiceField(
        label=_("What the map shows"), choices=[(name, MAP_LABELS[name]) for name in story_counts.MAPS],
        widget=forms.RadioSelect,
    )  # fmt: skip


class FindingForm(forms.Form):
    """A finding of a published report for everyone."""

    heading = heading()
    finding = forms.ModelChoiceField(
        Finding.objects.none(), label=_("Finding"), empty_label=None,
        help_text=_("Only findings of published reports for everyone are offered."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, story: Story, **options: Any) -> None:
        super().__init__(data, **options)
        rows = public_findings(story.portfolio_id).exclude(title="").order_by("-report__to_on", "kind", "order")
        field: Any = self.fields["finding"]
        field.queryset = rows
        field.choices = [
            (row.pk, f"{row.report.period_name}, {row.get_kind_display()}: {row.title}") for row in rows[:FINDINGS]
        ]


class PhotoForm(forms.Form):
    """A photo above the story, with words for those who do not see it."""

    photo = PhotoField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP, 10 MB at most."))
    photo_alt = forms.CharField(
        label=_("What does the photo show?"), max_length=200,
        help_text=_("For those who cannot see it. Say also if somebody can be recognised, and ask them first."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why a story is taken back."""

    why = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays in the history; readers only learn that the story was withdrawn."),
    )  # fmt: skip
