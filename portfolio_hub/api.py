"""The routes of the API, gathered from all floors."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from funding.api import FundingViewSet
from funding.api_beside import ExchangeRateViewSet, LayersViewSet, OutsideMoneyViewSet
from funding.api_impact import ConcernViewSet, ContributionViewSet
from funding.api_indicators import IndicatorViewSet, ObservationViewSet
from funding.api_matches import MatchViewSet
from funding.api_matching import CallViewSet, SupportViewSet
from funding.api_outcomes import OutcomeViewSet
from funding.api_periods import PeriodViewSet
from funding.api_reports import FunderReportViewSet
from funding.api_reserve import ReserveViewSet
from funding.api_rows import AllocationViewSet, CapitalCommitmentViewSet, DrawdownViewSet, PaymentViewSet
from funding.api_trials import TrialViewSet
from funding.api_vehicles import VehicleViewSet
from initiatives.api import InitiativeViewSet, SystemViewSet, UpdateViewSet
from initiatives.api_challenges import ChallengeViewSet, FramingViewSet
from initiatives.api_combinations import CombinationViewSet, LineageViewSet, NeedViewSet, OfferViewSet
from initiatives.api_commitments import CommitmentViewSet, ServiceViewSet
from initiatives.api_connections import ConnectionViewSet
from initiatives.api_network import NetworkViewSet
from initiatives.api_snapshots import SnapshotViewSet
from portfolio_hub.api_map import MapViewSet
from portfolio_hub.views import reference
from sensemaking.api import LearningLogViewSet, ReportViewSet
from sensemaking.api_asking import InquiryViewSet, ReleaseViewSet
from sensemaking.api_decisions import DecisionViewSet, OptionViewSet
from sensemaking.api_stories import StoryViewSet
from sensemaking.api_suggestions import SuggestionViewSet
from sensemaking.api_ties import TieEvidenceViewSet
from stakeholders.api import OrganisationViewSet, PlaceViewSet, PortfolioViewSet
from stakeholders.api_endorsements import EndorsementViewSet, PolicyLinkViewSet, ThresholdViewSet
from stakeholders.api_intent import IntentSuggestionViewSet, IntentVersionViewSet
from stakeholders.api_interfaces import OpenInterfaceViewSet

app_name = "api"

portfolios = SimpleRouter()
portfolios.register("portfolios", PortfolioViewSet, basename="portfolio")

rows = SimpleRouter()
rows.register("endorsements", EndorsementViewSet, basename="endorsement")
rows.register("thresholds", ThresholdViewSet, basename="threshold")
rows.register("policy-links", PolicyLinkViewSet, basename="policy-link")
rows.register("organisations", OrganisationViewSet, basename="organisation")
rows.register("places", PlaceViewSet, basename="place")
rows.register("systems", SystemViewSet, basename="system")
rows.register("initiatives", InitiativeViewSet, basename="initiative")
rows.register("challenges", ChallengeViewSet, basename="challenge")
rows.register(r"challenges/(?P<challenge_pk>\d{1,18})/framings", FramingViewSet, basename="framing")
rows.register("commitments", CommitmentViewSet, basename="policy-commitment")
rows.register("services", ServiceViewSet, basename="service")
rows.register("connections", ConnectionViewSet, basename="connection")
rows.register(r"connections/(?P<connection_pk>\d{1,18})/evidence", TieEvidenceViewSet, basename="connection-evidence")
rows.register("combinations", CombinationViewSet, basename="combination")
rows.register("lineage", LineageViewSet, basename="lineage")
rows.register("offers", OfferViewSet, basename="offer")
rows.register("needs", NeedViewSet, basename="need")
rows.register("updates", UpdateViewSet, basename="update")
rows.register("snapshots", SnapshotViewSet, basename="snapshot")
rows.register("network", NetworkViewSet, basename="network")
rows.register("logs", LearningLogViewSet, basename="log")
rows.register("inquiries", InquiryViewSet, basename="inquiry")
rows.register("releases", ReleaseViewSet, basename="release")
rows.register("reports", ReportViewSet, basename="report")
rows.register("options", OptionViewSet, basename="option")
rows.register("decisions", DecisionViewSet, basename="decision")
rows.register("suggestions", SuggestionViewSet, basename="suggestion")
rows.register("stories", StoryViewSet, basename="story")
rows.register("intent-versions", IntentVersionViewSet, basename="intent-version")
rows.register(
    r"intent-versions/(?P<version_number>\d{1,9})/suggestions", IntentSuggestionViewSet, basename="intent-suggestion"
)
rows.register("interfaces", OpenInterfaceViewSet, basename="interface")
rows.register("concerns", ConcernViewSet, basename="concern")
rows.register("contributions", ContributionViewSet, basename="contribution")
rows.register("indicators", IndicatorViewSet, basename="indicator")
rows.register("observations", ObservationViewSet, basename="observation")
rows.register("funder-reports", FunderReportViewSet, basename="funder-report")
rows.register("vehicles", VehicleViewSet, basename="vehicle")
rows.register("capital-commitments", CapitalCommitmentViewSet, basename="capital-commitment")
rows.register("drawdowns", DrawdownViewSet, basename="drawdown")
rows.register("allocations", AllocationViewSet, basename="allocation")
rows.register("payments", PaymentViewSet, basename="payment")
rows.register("closed-periods", PeriodViewSet, basename="closed-period")
rows.register("outside-money", OutsideMoneyViewSet, basename="outside-money")
rows.register("exchange-rates", ExchangeRateViewSet, basename="exchange-rate")
rows.register("money-layers", LayersViewSet, basename="money-layer")
rows.register("reserves", ReserveViewSet, basename="reserve")
rows.register("trials", TrialViewSet, basename="trial")
rows.register("outcomes", OutcomeViewSet, basename="outcome")
rows.register("calls", CallViewSet, basename="call")
rows.register("support", SupportViewSet, basename="support")
rows.register("matches", MatchViewSet, basename="match")

urlpatterns = [
    path("schema/", reference.schema, name="schema"),
    path("docs/", reference.reference, name="docs"),
    path("", include(portfolios.urls)),
    path("portfolios/<slug:portfolio_slug>/funding/", FundingViewSet.as_view({"get": "retrieve"}), name="funding"),
    path("portfolios/<slug:portfolio_slug>/map/", MapViewSet.as_view({"get": "retrieve"}), name="map"),
    path("portfolios/<slug:portfolio_slug>/", include(rows.urls)),
]
