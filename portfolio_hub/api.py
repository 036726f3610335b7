"""The routes of the API, gathered from all floors."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from funding.api import FundingViewSet, VehicleViewSet
from initiatives.api import InitiativeViewSet, SystemViewSet, UpdateViewSet
from portfolio_hub.views import reference
from sensemaking.api import LearningLogViewSet, ReportViewSet
from stakeholders.api import OrganisationViewSet, PlaceViewSet, PortfolioViewSet

app_name = "api"

portfolios = SimpleRouter()
portfolios.register("portfolios", PortfolioViewSet, basename="portfolio")

rows = SimpleRouter()
rows.register("organisations", OrganisationViewSet, basename="organisation")
rows.register("places", PlaceViewSet, basename="place")
rows.register("systems", SystemViewSet, basename="system")
rows.register("initiatives", InitiativeViewSet, basename="initiative")
rows.register("updates", UpdateViewSet, basename="update")
rows.register("logs", LearningLogViewSet, basename="log")
rows.register("reports", ReportViewSet, basename="report")
rows.register("vehicles", VehicleViewSet, basename="vehicle")

urlpatterns = [
    path("schema/", reference.schema, name="schema"),
    path("docs/", reference.reference, name="docs"),
    path("", include(portfolios.urls)),
    path("portfolios/<slug:portfolio_slug>/funding/", FundingViewSet.as_view({"get": "retrieve"}), name="funding"),
    path("portfolios/<slug:portfolio_slug>/", include(rows.urls)),
]
