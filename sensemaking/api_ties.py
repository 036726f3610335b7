"""What speaks for a connection and against it, over the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, orderly
from initiatives.models import Connection
from initiatives.policies_connections import may_change
from sensemaking.models import LearningLog, TieEvidence
from sensemaking.services import ties
from stakeholders.access import Access, Permission, refusal
from stakeholders.portfolio_api import InPortfolio


class TieEvidenceSerializer(serializers.ModelSerializer):
    """A learning log with its words, or an observation with its source; `quote` is cut from the log word for word."""

    log = serializers.PrimaryKeyRelatedField(queryset=LearningLog.objects.none(), required=False, allow_null=True)
    quote = serializers.CharField(required=False, allow_blank=True, max_length=400)

    class Meta:
        model = TieEvidence
        fields = ("id", "log", "quote", "note", "url", "speaks_against", "observed_on")
        read_only_fields = ("id",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access: Access | None = self.context.get("access")
        if access is not None:
            rows = LearningLog.objects.visible_to(access.user).exclude(status=LearningLog.Status.DRAFT)
            self.fields["log"].queryset = rows.defer("search")  # type: ignore[attr-defined]

    def to_representation(self, instance: TieEvidence) -> dict[str, Any]:
        """The quote as long as its log still says it."""
        told: dict[str, Any] = super().to_representation(instance)
        if instance.quote and not (instance.log and instance.log.says(instance.quote)):
            told["quote"] = ""
        return told


class TieEvidenceViewSet(
    mixins.ListModelMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, InPortfolio
):  # fmt: skip
    """The evidence of one connection; stewards take any away, others what they added."""

    writes = Permission.EDIT
    serializer_class = TieEvidenceSerializer
    queryset = TieEvidence.objects.none()
    lookup_value_regex = ID

    @property
    def connection(self) -> Connection:
        """The connection that the address names; 404 when the caller may not see it."""
        rows = Connection.objects.touching(self.access).select_related("portfolio", "source", "target")
        return get_object_or_404(rows, pk=self.kwargs["connection_pk"])

    def get_queryset(self) -> QuerySet[TieEvidence]:
        if self.is_drawn:
            return TieEvidence.objects.none()
        rows = TieEvidence.objects.visible_to(self.access.user).filter(connection=self.connection)
        return rows.select_related("log", "connection", "combination").defer("log__search")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        connection = self.connection
        may_change(self.access, connection).enforce()
        values = serializer.validated_data
        serializer.instance = orderly(lambda: ties.add_evidence(connection=connection, by=self.by, **values))

    def perform_destroy(self, instance: TieEvidence) -> None:
        may_change(self.access, self.connection).enforce()
        if not self.access.is_steward and instance.by_id != self.by.pk:
            raise refusal(self.portfolio)
        ties.remove_evidence(evidence=instance, by=self.by)
