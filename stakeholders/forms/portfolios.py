"""Forms of a portfolio's settings, and of a new portfolio."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Portfolio
from stakeholders.services.portfolios import starting_packs

LANGUAGES = [(code.split("-")[0], name) for code, name in settings.LANGUAGES]


class PortfolioForm(forms.ModelForm):
    """What a portfolio is called, where it is heading, and who may read it."""

    language = forms.ChoiceField(label=_("Language of its letters"), choices=LANGUAGES)

    class Meta:
        model = Portfolio
        fields = (
            "name",
            "purpose",
            "level",
            "place",
            "currency",
            "language",
            "flexible_floor",
            "audience",
            "slug",
        )
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "audience": forms.RadioSelect,
            "currency": forms.TextInput(attrs={"class": "ph-input", "autocapitalize": "characters"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.intent_versions.shared().exists():
            # From then on the portfolio says what was agreed: the shared version writes it here.
            del self.fields["purpose"]
        else:
            self.fields["purpose"].help_text = _(
                "One or two sentences to begin with. Once you agree on a shared intent, its words stand here."
            )
        self.fields["slug"].help_text = _(
            "The part of the web address that names this portfolio. When it changes, links that people kept or "
            "printed stop working."
        )
        if "place" in self.fields:
            self.fields["place"].queryset = self.instance.places.order_by("name")  # type: ignore[attr-defined]
            self.fields["place"].empty_label = _("No place yet")  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """Slugs are lower case, whatever somebody types."""
        return str(self.cleaned_data["slug"]).lower()

    def clean_currency(self) -> str:
        """Currencies are written in capitals."""
        return str(self.cleaned_data["currency"]).upper()


class NewPortfolioForm(PortfolioForm):
    """What a new portfolio needs; its address may come from its name."""

    packs = forms.MultipleChoiceField(
        label=_("Begin with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All of it can be changed later under Frame."),
    )

    class Meta(PortfolioForm.Meta):
        fields = ("name", "slug", "purpose", "level", "currency", "language")  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["packs"].choices = [(name, pack.label) for name, pack in starting_packs.items()]  # type: ignore[attr-defined]
        slug = self.fields["slug"]
        slug.required, slug.help_text = False, _("Left empty, it comes from the name.")

    @property
    def pack_options(self) -> list[tuple[str, Any, Any, bool]]:
        """(value, label, description, chosen) of each starting pack."""
        chosen = self["packs"].value() or []
        return [(name, pack.label, pack.description, name in chosen) for name, pack in starting_packs.items()]

    def clean_slug(self) -> str:
        """Take the address from the name when none is given, and find one that is free."""
        typed = str(self.cleaned_data["slug"]).lower()
        if typed:
            return typed
        base = slugify(self.cleaned_data.get("name", ""))[:50] or "portfolio"
        taken = set(Portfolio.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)

    def clean_packs(self) -> list[str]:
        """Two sets of systems would stand side by side, so one is enough."""
        packs: list[str] = self.cleaned_data["packs"]
        if len([name for name in packs if name.endswith("-systems")]) > 1:
            raise forms.ValidationError(_("Choose one set of systems."))
        return packs
