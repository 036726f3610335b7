"""Money beside the hub's own, exchange rates and reserves over the API, as far as the caller's circle reaches."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.models import ExchangeRate, OutsideMoney
from funding.overviews.leverage import layers
from funding.overviews.reserve import standings
from funding.rates import Rates
from initiatives.api import ID
from initiatives.models import Combination, Initiative
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class OutsideMoneySerializer(serializers.ModelSerializer):
    """One sum that no vehicle holds; what is not released to the caller is null."""

    initiative = serializers.SerializerMethodField()
    combination = serializers.SerializerMethodField()

    class Meta:
        model = OutsideMoney
        fields = (
            "id", "layer", "who", "organisation", "amount", "currency", "on", "source", "url", "sureness",
            "initiative", "combination", "system", "why", "circle",
        )  # fmt: skip
        read_only_fields = fields

    def get_initiative(self, row: OutsideMoney) -> int | None:
        return row.initiative_id if row.initiative_is_seen else None  # type: ignore[attr-defined]

    def get_combination(self, row: OutsideMoney) -> int | None:
        return row.combination_id if row.combination_is_seen else None  # type: ignore[attr-defined]


class ExchangeRateSerializer(serializers.ModelSerializer):
    """How much of the portfolio's currency one unit is worth from a day on."""

    class Meta:
        model = ExchangeRate
        fields = ("id", "currency", "rate", "on", "source")
        read_only_fields = fields


class SumSerializer(serializers.Serializer):
    """An exact sum in a currency."""

    currency = serializers.CharField()
    amount = serializers.DecimalField(max_digits=30, decimal_places=None, read_only=True)


class LayerSerializer(serializers.Serializer):
    """One layer of money: `converted` is in the portfolio's currency, without the sums that stand `apart`."""

    layer = serializers.CharField()
    sums = SumSerializer(many=True)
    converted = SumSerializer()
    apart = SumSerializer(many=True)


class ReserveSerializer(serializers.Serializer):
    """A reserve in outline: what is left, and how the portfolio stands against its floor."""

    id = serializers.IntegerField()
    vehicle = serializers.IntegerField()
    purpose = serializers.CharField()
    currency = serializers.CharField()
    left = serializers.DecimalField(max_digits=30, decimal_places=None, read_only=True)
    flexible_percent = serializers.IntegerField()
    floor = serializers.IntegerField(allow_null=True)
    points_under_floor = serializers.IntegerField()


class OutsideMoneyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Partners' money, money induced elsewhere and context."""

    reads = Permission.SEE_FUNDING
    queryset = OutsideMoney.objects.none()
    serializer_class = OutsideMoneySerializer
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[OutsideMoney]:
        if self.is_drawn:
            return OutsideMoney.objects.none()
        initiatives = Initiative.objects.seen_with(self.access).filter(pk=OuterRef("initiative"))
        combinations = Combination.objects.seen_with(self.access).filter(pk=OuterRef("combination"))
        return OutsideMoney.objects.seen_with(self.access).annotate(
            initiative_is_seen=Exists(initiatives), combination_is_seen=Exists(combinations)
        )


class ExchangeRateViewSet(mixins.ListModelMixin, InPortfolio):
    """The rates that stewards keep."""

    reads = Permission.SEE_FUNDING
    queryset = ExchangeRate.objects.none()
    serializer_class = ExchangeRateSerializer

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        return ExchangeRate.objects.none() if self.is_drawn else ExchangeRate.objects.filter(portfolio=self.portfolio)


class LayersViewSet(InPortfolio):
    """Layers of money side by side; they are never added up."""

    reads = Permission.SEE_FUNDING
    queryset = OutsideMoney.objects.none()
    serializer_class = LayerSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(responses=LayerSerializer(many=True))
    def list(self, request: Request, portfolio_slug: str) -> Response:
        """Own money, partners', induced elsewhere and context."""
        rows = [
            {
                "layer": layer.key,
                "sums": [{"currency": code, "amount": amount} for code, amount in layer.sums],
                "converted": {"currency": layer.total.currency, "amount": layer.total.amount},
                "apart": [{"currency": code, "amount": amount} for code, amount in layer.total.apart_sums],
            }
            for layer in layers(self.access, Rates.of(self.portfolio))
        ]
        return Response(LayerSerializer(rows, many=True).data)


class ReserveViewSet(InPortfolio):
    """Budgets of flexibility in outline."""

    reads = Permission.SEE_FUNDING
    queryset = OutsideMoney.objects.none()
    serializer_class = ReserveSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(responses=ReserveSerializer(many=True))
    def list(self, request: Request, portfolio_slug: str) -> Response:
        """What is left in each reserve, and the floor."""
        rows = [
            {
                "id": one.reserve.pk, "vehicle": one.line.pk, "purpose": one.reserve.purpose,
                "currency": one.line.currency, "left": one.line.free, "floor": one.floor,
                "flexible_percent": one.flexibility.percent, "points_under_floor": one.flexibility.points_under,
            }
            for one in standings(self.access)
        ]  # fmt: skip
        return Response(ReserveSerializer(rows, many=True).data)
