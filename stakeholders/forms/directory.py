"""Forms about organisations and places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.involvement import involvements
from stakeholders.models import Organisation, Place, Portfolio, Sector
from stakeholders.outline import geometry_of
from stakeholders.overviews import DirectoryFilter
from stakeholders.services.places import why_not_within


class DirectoryForm(forms.Form):
    """The filters of the directory, as they stand in the address."""

    q = forms.CharField(required=False, max_length=200)
    sector = forms.MultipleChoiceField(required=False, choices=Sector.choices)
    place = forms.ModelChoiceField(Place.objects.none(), required=False, empty_label=_("Anywhere"), label=_("Place"))
    role = forms.ChoiceField(required=False, label=_("Takes part as"))

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.listed_in(portfolio).defer("geometry").order_by("name")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        roles = [choice for source in involvements for choice in source.roles]
        self.fields["role"].choices = [("", _("Anything")), *roles]  # type: ignore[attr-defined]

    def wanted(self) -> DirectoryFilter:
        """What was asked for; whatever is not valid asks for nothing."""
        self.is_valid()
        data = self.cleaned_data
        return DirectoryFilter(
            text=data.get("q", ""),
            sectors=tuple(data.get("sector", ())),
            place=data.get("place"),
            role=data.get("role", ""),
        )


class OrganisationForm(forms.ModelForm):
    """An organisation as the directory shows it."""

    class Meta:
        model = Organisation
        fields = ("name", "short_name", "sector", "description", "place", "website", "external_id", "is_credited")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "external_id": _("A number in a register, as GB-COH-01234567. Imports find the organisation by it."),
            "is_credited": _("Its page and reports say what it opened, connected and unblocked."),
        }

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        places = Place.objects.listed_in(portfolio).defer("geometry").order_by("name")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Refuse a name that the directory has already."""
        name: str = self.cleaned_data["name"]
        same = Organisation.objects.listed_in(self.portfolio).filter(name__iexact=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("The directory has an organisation of this name already."))
        return name


class MergeForm(forms.Form):
    """Which organisation the duplicate becomes part of."""

    into = forms.ModelChoiceField(Organisation.objects.none(), label=_("Keep"), empty_label=_("Choose an organisation"))

    def __init__(self, *args: Any, portfolio: Portfolio, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.listed_in(portfolio).exclude(pk=duplicate.pk).order_by("name")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class PlaceForm(forms.ModelForm):
    """A place and the one it lies within."""

    class Meta:
        model = Place
        fields = ("name", "level", "within", "code", "geometry")
        widgets = {"geometry": forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "ph-textarea ph-mono"})}
        labels = {"geometry": _("Outline")}
        help_texts = {
            "geometry": _("Paste GeoJSON with a polygon in longitude and latitude. It draws the place on its page."),
            "code": _("As statistics name it. Imports find the place by it."),
        }

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        others = Place.objects.listed_in(portfolio).exclude(pk=self.instance.pk).defer("geometry").order_by("name")
        self.fields["within"].queryset = others  # type: ignore[attr-defined]
        self.fields["within"].empty_label = _("Nothing wider")  # type: ignore[attr-defined]

    def clean_within(self) -> Place | None:
        """Refuse a circle of places."""
        within: Place | None = self.cleaned_data["within"]
        if within is not None and (refusal := why_not_within(self.instance, within)):
            raise forms.ValidationError(refusal)
        return within

    def clean_geometry(self) -> dict[str, Any] | None:
        """Keep the polygons of the document."""
        document = self.cleaned_data["geometry"]
        if not document:
            return None
        geometry = geometry_of(document)
        if geometry is None:
            raise forms.ValidationError(_("There is no polygon in longitude and latitude in this GeoJSON."))
        return geometry
