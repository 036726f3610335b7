from tests.browser import test_accessibility as a
import pytest
from stakeholders.models import User

pytestmark = pytest.mark.django_db(transaction=True)
MINE = (
    "asking",
    "release",
    "inquiry",
    "log-ask",
    "log-answer",
    "report-released",
    "sensemaking:log",
    "sensemaking:words",
    "stakeholders:attention",
    "sensemaking:report",
    "sensemaking:theme",
)


@pytest.fixture(scope="module")
def hub(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(a.TransactionTestCase, "_fixture_teardown", lambda _t: None)
        server = a.LiveServer("localhost")
        small, keeper = a._small_world()
        yield a.Hub(server.url, {}, small, small, keeper)
        server.stop()
        a.call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def guarded(browser, hub):
    pages = a.Guarded(browser, hub.url)
    yield pages
    pages.close()


def test_mine(hub, guarded):
    page = guarded.page(user=hub.keeper, color_scheme="light", service_workers="block")
    some = [x for x in hub.addresses("steward", hub.small) if any(m in x[0] for m in MINE)]
    print([x[0] for x in some])
    a.examine(page, guarded, some, hub=hub, in_all_ways=True)
    bo = User.objects.get(name="Bo Contributor")
    page = guarded.page(user=bo, color_scheme="light", service_workers="block")
    some = [
        x
        for x in hub.addresses("contributor", hub.small)
        if any(m in x[0] for m in ("-answer", "sensemaking:words", "sensemaking:log"))
    ]
    print([x[0] for x in some])
    a.examine(page, guarded, some, hub=hub, in_all_ways=True)
