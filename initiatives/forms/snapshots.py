"""Forms of snapshots."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Snapshot


class SnapshotForm(forms.ModelForm):
    """What a person says about a snapshot: what it is called and why now."""

    class Meta:
        model = Snapshot
        fields = ("name", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class TakeForm(SnapshotForm):
    """A snapshot that is to be taken now."""

    kind = forms.ChoiceField(
        label=_("The occasion"),
        choices=[
            (Snapshot.Kind.BY_HAND, _("Just now, by hand")),
            (Snapshot.Kind.CYCLE_END, _("At the end of a cycle")),
        ],
        initial=Snapshot.Kind.BY_HAND,
        widget=forms.RadioSelect,
    )

    class Meta(SnapshotForm.Meta):
        fields = ("name", "kind", "note")  # type: ignore[assignment]
