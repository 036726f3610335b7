"""Forms of the frame: systems and levers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Lever, System
from initiatives.models.frame import COLOURS

ICONS = (
    "bus", "bolt", "carrot", "heartbeat", "briefcase", "users-group", "droplet", "circles-relation", "leaf", "plant-2",
    "seedling", "recycle", "home", "building", "building-community", "buildings", "building-bank", "school", "book",
    "bulb", "cloud", "coins", "wallet", "scale", "gavel", "shield", "heart-handshake", "palette", "route", "road-sign",
    "map-pin", "world", "tool", "target", "sun", "star",
)  # fmt: skip


class PartForm(forms.ModelForm):
    """What systems and levers have in common; the name is unique within the frame, in any case."""

    def clean_name(self) -> str:
        """Refuse a name that the frame has already."""
        name: str = self.cleaned_data["name"]
        same = type(self.instance).objects.filter(portfolio=self.instance.portfolio_id, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("The frame has one of this name already."))
        return name


class SystemForm(PartForm):
    """A column of the frame with its icon and colour."""

    icon = forms.ChoiceField(label=_("Icon"), choices=[(name, name) for name in ICONS])
    colour = forms.TypedChoiceField(
        label=_("Colour"), coerce=int, choices=[(number, str(number)) for number in range(1, COLOURS + 1)]
    )

    class Meta:
        model = System
        fields = ("name", "description", "icon", "colour")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    @property
    def icon_options(self) -> list[tuple[str, bool]]:
        """(name, chosen) of each icon; one that came from elsewhere stays on offer."""
        chosen = str(self["icon"].value() or "")
        offered = [name for name, _label in self.fields["icon"].choices]  # type: ignore[attr-defined]
        return [(name, name == chosen) for name in offered]

    @property
    def colour_options(self) -> list[tuple[int, bool]]:
        """(number, chosen) of each colour of the palette."""
        chosen = str(self["colour"].value())
        return [(number, str(number) == chosen) for number in range(1, COLOURS + 1)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.icon
        if kept and kept not in ICONS:
            self.fields["icon"].choices = [(kept, kept), *((name, name) for name in ICONS)]  # type: ignore[attr-defined]


class LeverForm(PartForm):
    """A way in which change is made."""

    class Meta:
        model = Lever
        fields = ("name", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class DeletePartForm(forms.Form):
    """Where initiatives go that used a part of the frame which is deleted."""

    hand_to = forms.ModelChoiceField(
        System.objects.none(), label=_("What used it"), required=False, empty_label=_("goes on without it")
    )

    def __init__(self, *args: Any, part: System | Lever, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = type(part).objects.filter(portfolio=part.portfolio_id).exclude(pk=part.pk)
        field = self.fields["hand_to"]
        field.queryset = others  # type: ignore[attr-defined]
        field.label_from_instance = lambda other: _("moves to %(name)s") % {"name": other.name}  # type: ignore[attr-defined]
