"""Policy commitments and who serves them as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.coverage import Shares
from initiatives.models import Initiative, PolicyCommitment, Service
from initiatives.models.commitment import SHARE
from initiatives.overviews.coverage import CommitmentCoverage
from stakeholders.models import Organisation


class NeedSerializer(serializers.Serializer[Any]):
    """What a commitment needs of a system, and how many active initiatives serve it there."""

    system = serializers.IntegerField()
    need = serializers.CharField(help_text="essential, helpful, none, or empty for not said yet")
    initiatives = serializers.IntegerField()


class PolicyCommitmentSerializer(serializers.ModelSerializer):
    """A promise with its coverage and its shares (%) as the reader sees them; both are null for a retired one."""

    owner = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.none(), required=False, allow_null=True)
    coverage = serializers.SerializerMethodField()
    needs = serializers.SerializerMethodField()
    evidenced = serializers.SerializerMethodField()
    in_hand = serializers.SerializerMethodField()
    nobodys_job_yet = serializers.SerializerMethodField()

    class Meta:
        model = PolicyCommitment
        fields = (
            "id", "title", "promise", "amount", "unit", "year", "source", "source_url", "owner", "order",
            "retired_on", "retired_why", "coverage", "needs", "evidenced", "in_hand", "nobodys_job_yet",
        )  # fmt: skip
        read_only_fields = ("id", "order", "retired_on", "retired_why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            rows = Organisation.objects.listed_in(access.portfolio)
            self.fields["owner"].queryset = rows  # type: ignore[attr-defined]

    def _coverage(self, row: PolicyCommitment) -> CommitmentCoverage | None:
        found: CommitmentCoverage | None = self.context["covered"].get(row.pk)
        return found

    def _shares(self, row: PolicyCommitment) -> Shares | None:
        if row.retired_on is not None:
            return None
        _many, shares = self.context["shares"].get(row.pk, (0, Shares()))
        return shares if isinstance(shares, Shares) else None

    def get_coverage(self, row: PolicyCommitment) -> str | None:
        coverage = self._coverage(row)
        return coverage.status.value if coverage else None

    def get_needs(self, row: PolicyCommitment) -> list[dict[str, Any]]:
        coverage = self._coverage(row)
        cells = sorted(coverage.cells.items()) if coverage else []
        return [{"system": system, "need": cell.need, "initiatives": cell.count} for system, cell in cells]

    def get_evidenced(self, row: PolicyCommitment) -> float | None:
        shares = self._shares(row)
        return float(shares.evidenced) if shares else None

    def get_in_hand(self, row: PolicyCommitment) -> float | None:
        shares = self._shares(row)
        return float(shares.in_hand) if shares else None

    def get_nobodys_job_yet(self, row: PolicyCommitment) -> float | None:
        shares = self._shares(row)
        return float(shares.nobodys) if shares else None


class ServiceSerializer(serializers.ModelSerializer):
    """An initiative serves a commitment; shares in % of the whole promise."""

    commitment = serializers.PrimaryKeyRelatedField(queryset=PolicyCommitment.objects.none())
    initiative = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none())
    how = serializers.CharField(required=False, allow_blank=True, max_length=300)
    in_hand = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, validators=list(SHARE))
    evidenced = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, validators=list(SHARE))

    class Meta:
        model = Service
        fields = ("id", "commitment", "initiative", "how", "in_hand", "evidenced", "created_at")
        read_only_fields = ("id", "created_at")
        validators: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            promises = PolicyCommitment.objects.filter(portfolio=access.portfolio)
            self.fields["commitment"].queryset = promises  # type: ignore[attr-defined]
            self.fields["initiative"].queryset = Initiative.objects.seen_with(access)  # type: ignore[attr-defined]
        if self.instance is not None and not isinstance(self.instance, (list, tuple)):
            for name in ("commitment", "initiative"):
                self.fields[name].read_only = True
