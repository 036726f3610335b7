"""Forms of an import: files, how they are read, what their columns and repeated values mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field
from initiatives.imports.names import IGNORE, MATCH, NEW
from initiatives.imports.plan import KEEP, LEAVE_OUT, ColumnPlan, Plan, ValuePlan
from initiatives.imports.services import sniffed
from initiatives.imports.targets import in_order
from initiatives.imports.transform import Unreadable, parse
from initiatives.models import ImportFile
from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular.encodings import ENCODINGS

MOST_FILES = 5


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class TablesField(forms.FileField):
    """Uploads, each found out to be a table; `cleaned_data` has pairs of upload and source."""

    widget = ManyFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.json,.jsonl,.ndjson,.geojson,.xml"})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[UploadedFile, tabular.Source]]:
        uploads = data if isinstance(data, (list, tuple)) else [data]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(_("At most five files can be joined."), code="too_many")
        found, problems = [], []
        for upload in uploads:
            cleaned = super().clean(upload, initial)
            try:
                found.append((cleaned, sniffed(cleaned)))
            except tabular.TabularError as error:
                problems.append(f"{cleaned.name}: {error}" if len(uploads) > 1 else str(error))
        if problems:
            raise forms.ValidationError(problems)
        return found


class UploadForm(forms.Form):
    """What comes in, and the files it is in."""

    target = forms.ChoiceField(label=_("What is in the file?"), widget=forms.RadioSelect)
    files = TablesField(  # type: ignore[assignment]  # the declaration, not the files of a bound form
        label=_("Choose a file, or several that belong together"),
        help_text=_(
            "CSV, XLSX, GeoJSON, JSON or JSON Lines, up to 50 MB, or IATI activities (XML), up to 200 MB; at most "
            "100,000 rows. Nothing is written yet."
        ),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(target.name, target.label_many) for target in in_order()]  # type: ignore[attr-defined]
        self.fields["target"].initial = in_order()[0].name


class ShapesForm(forms.Form):
    """Outlines of places from a second file; the page around it can be sent without one."""

    use_required_attribute = False
    shapes = TablesField(label=_("Outlines of places"), required=True)
    shapes.widget = forms.ClearableFileInput(attrs={"accept": ".geojson,.json", "class": "ph-input"})  # type: ignore[assignment]

    def clean_shapes(self) -> tuple[UploadedFile, tabular.Source]:
        upload, source = self.cleaned_data["shapes"][0]
        if source.kind is not tabular.Kind.GEOJSON:
            raise forms.ValidationError(_("This is not GeoJSON: outlines come as features with names."))
        return upload, source


class ReadingForm(forms.Form):
    """How one file is read, when the guess was wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"),
        required=False,
        choices=((",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("bar |"))),
    )
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(label=_("Column titles are in row"), min_value=1, max_value=100, required=False)

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        facts = file.reading
        kwargs.setdefault("initial", facts)
        super().__init__(*args, **{**kwargs, "auto_id": f"file{file.pk}-%s"})
        offered = {facts["encoding"]: ENCODINGS.get(facts["encoding"], facts["encoding"])} | ENCODINGS
        self.fields["encoding"].choices = offered.items()  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(name, name) for name, *_size in facts["sheets"]]  # type: ignore[attr-defined]
        for name in self._unneeded(facts["kind"]):
            del self.fields[name]

    @staticmethod
    def _unneeded(kind: str) -> tuple[str, ...]:
        if kind == tabular.Kind.XLSX:
            return ("encoding", "delimiter")
        if kind == tabular.Kind.IATI:
            return ("encoding", "sheet", "delimiter", "header_row")
        return ("sheet",) if kind == tabular.Kind.CSV else ("sheet", "delimiter", "header_row")


class ColumnForm(forms.Form):
    """What one column becomes, and how it changes on the way."""

    field = forms.ChoiceField(required=False)
    is_key = forms.BooleanField(required=False)
    case = forms.ChoiceField(required=False, choices=(("", ""), ("title", ""), ("sentence", "")))
    repair = forms.BooleanField(required=False)
    multiply = forms.DecimalField(
        required=False,
        max_digits=18,
        decimal_places=9,
        error_messages={"invalid": _("Write a number, as 1000 for amounts in thousands.")},
    )
    dates = forms.ChoiceField(required=False, choices=(("", ""), ("ymd", ""), ("dmy", ""), ("mdy", "")))
    separator = forms.CharField(required=False, max_length=5, strip=False)

    def __init__(self, *args: Any, fields: Sequence[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, name) for name in (LEAVE_OUT, KEEP, *(f.name for f in fields))]  # type: ignore[attr-defined]

    def plan(self) -> ColumnPlan:
        """What the form says."""
        said = self.cleaned_data
        factor = said["multiply"]
        return ColumnPlan(
            field=said["field"],
            case=said["case"],
            repair=said["repair"],
            dates=said["dates"],
            separator=said["separator"],
            multiply=f"{factor.normalize():f}" if factor else "",
        )


class PlanForm:
    """The whole page of columns: one `ColumnForm` each, fixed values, joiners, the source's name."""

    def __init__(self, data: Mapping[str, str], *, names: Sequence[str], fields: Sequence[Field], plan: Plan) -> None:
        self.data, self.names, self.plan = data, names, plan
        self.fields = {field.name: field for field in fields}
        self.columns = [ColumnForm(data, prefix=f"c{place}", fields=fields) for place in range(len(names))]
        self.errors: dict[str, str] = {}

    def is_valid(self) -> bool:
        """Read everything; `errors` says what is wrong by the name of the control."""
        for place, form in enumerate(self.columns):
            if not form.is_valid():
                self.errors |= {f"c{place}-{name}": str(found[0]) for name, found in form.errors.items()}
        if not self.data.get("source", "").strip():
            self.errors["source"] = str(_("Give the source a name, so that its rows are recognised next time."))
        self._read_fixed()
        if not self.errors:
            self._require()
        return not self.errors

    def _read_fixed(self) -> None:
        self.fixed: dict[str, str] = {}
        for field in self.fields.values():
            if field.can_be_fixed and (text := self.data.get(f"fixed-{field.name}", "").strip()):
                try:
                    parse(text, field, ColumnPlan(separator=";"))
                    self.fixed[field.name] = text
                except Unreadable as unreadable:
                    self.errors[f"fixed-{field.name}"] = str(_("Expected: %(what)s.") % {"what": unreadable})

    def _require(self) -> None:
        filled = self.cleaned().fields
        for field in self.fields.values():
            if field.is_required and field.name not in filled:
                sentence = (
                    _("Choose the column for “%(field)s”, or give one value for every row.")
                    if field.can_be_fixed
                    else _("Choose the column for “%(field)s”.")
                )
                self.errors["columns"] = str(sentence % {"field": field.label})

    def cleaned(self) -> Plan:
        """The plan as the form has it; what repeated values stand for stays as it was."""
        forms_by_name = dict(zip(self.names, self.columns, strict=True))
        joiners = {
            name: text.replace("\\n", "\n") for name in self.fields if (text := self.data.get(f"joiner-{name}", ""))
        }
        return Plan(
            columns={name: form.plan() for name, form in forms_by_name.items()},
            fixed=self.fixed,
            joiners=joiners,
            key=tuple(name for name, form in forms_by_name.items() if form.cleaned_data["is_key"]),
            source=self.data.get("source", "").strip()[:80],
            join={key.removeprefix("join-"): value for key, value in self.data.items() if key.startswith("join-")},
            values=self.plan.values,
        )


def read_names(
    data: Mapping[str, str], values: Mapping[str, Sequence[str]], ids: Mapping[str, set[int]]
) -> dict[str, dict[str, ValuePlan]]:
    """What the page of repeated values says, by kind; rows of other portfolios are not accepted."""
    said: dict[str, dict[str, ValuePlan]] = {}
    for kind, found in values.items():
        for place, value in enumerate(found):
            do = data.get(f"{kind}-{place}-do", "")
            name = " ".join(data.get(f"{kind}-{place}-name", "").split())[:200]
            if do == IGNORE:
                plan = ValuePlan(do=IGNORE)
            elif do == NEW:
                plan = ValuePlan(do=NEW, name=name or value)
            elif do.isdecimal() and int(do) in ids[kind]:
                plan = ValuePlan(do=MATCH, id=int(do))
            else:
                continue
            said.setdefault(kind, {})[value] = plan
    return said
