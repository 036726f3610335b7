"""Offers and needs of a portfolio over the API."""

from django.db.models import QuerySet
from rest_framework import mixins, serializers

from stakeholders.models import OpenInterface
from stakeholders.portfolio_api import InPortfolio


class OpenInterfaceSerializer(serializers.ModelSerializer):
    """What the portfolio offers to others or needs from them."""

    class Meta:
        model = OpenInterface
        fields = ("id", "side", "what", "title", "description", "circle", "status", "created_at")
        read_only_fields = fields


class OpenInterfaceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Offers and needs that the caller's circle reaches; `/levels/` shows those of the portfolios around as well."""

    serializer_class = OpenInterfaceSerializer
    queryset = OpenInterface.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[OpenInterface]:
        return OpenInterface.objects.none() if self.is_drawn else OpenInterface.objects.seen_with(self.access)
