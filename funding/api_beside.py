"""Money beside the hub's own and exchange rates over the API, as far as the caller's circle reaches."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import done, filled, known
from funding.forms_beside import OutsideMoneyForm, RateForm
from funding.models import ExchangeRate, OutsideMoney
from funding.overviews.leverage import layers
from funding.rates import Rates
from funding.services import leverage, rates
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


class OutsideMoneyWriting(serializers.ModelSerializer):
    """What can be told: organisations, initiatives, combinations and systems by their numbers."""

    class Meta:
        model = OutsideMoney
        fields = leverage.NAMES


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
    """One layer of money: `converted` is in the portfolio's currency by the `rates`, without the sums that stand
    `apart` because no rate holds on their day.
    """

    layer = serializers.CharField()
    sums = SumSerializer(many=True)
    converted = SumSerializer()
    rates = ExchangeRateSerializer(many=True)
    apart = SumSerializer(many=True)


class OutsideMoneyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Partners' money, money induced elsewhere and context; stewards tell, mend and take away."""

    reads = Permission.SEE_FUNDING
    writes = Permission.FUND
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

    @extend_schema(request=OutsideMoneyWriting, responses={201: OutsideMoneySerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Tell of money beside the hub's own."""
        form = filled(lambda data: OutsideMoneyForm(data, access=self.access), request)
        row = leverage.tell(portfolio=self.portfolio, values=form.cleaned_data, by=self.by)
        return Response(self._told(row.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=OutsideMoneyWriting, responses=OutsideMoneySerializer)
    def partial_update(self, request: Request, portfolio_slug: str, pk: str) -> Response:
        """Change what is sent; the rest stays."""
        row = get_object_or_404(self.get_queryset().select_related("portfolio"), pk=pk)
        stands = known(OutsideMoneyForm(access=self.access, instance=row))
        form = filled(lambda data: OutsideMoneyForm(data, access=self.access, instance=row), request, stands)
        leverage.mend(row=row, values=form.cleaned_data, by=self.by)
        return Response(self._told(row.pk))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, portfolio_slug: str, pk: str) -> Response:
        """Take it away; its history keeps it for an undo on the page."""
        row = get_object_or_404(self.get_queryset().select_related("portfolio"), pk=pk)
        leverage.remove(row=row, by=self.by)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _told(self, pk: int) -> Any:
        return self.get_serializer(self.get_queryset().get(pk=pk)).data


class ExchangeRateViewSet(mixins.ListModelMixin, InPortfolio):
    """The rates that stewards keep."""

    reads = Permission.SEE_FUNDING
    writes = Permission.FUND
    queryset = ExchangeRate.objects.none()
    serializer_class = ExchangeRateSerializer

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        return ExchangeRate.objects.none() if self.is_drawn else ExchangeRate.objects.filter(portfolio=self.portfolio)

    @extend_schema(request=ExchangeRateSerializer, responses={201: ExchangeRateSerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Keep a rate from a day on."""
        data = filled(RateForm, request).cleaned_data
        row = done(lambda: rates.keep(portfolio=self.portfolio, by=self.by, **data), over="currency")
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)


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
                "rates": layer.total.rates,
                "apart": [{"currency": code, "amount": amount} for code, amount in layer.total.apart_sums],
            }
            for layer in layers(self.access, Rates.of(self.portfolio))
        ]
        return Response(LayerSerializer(rows, many=True).data)
