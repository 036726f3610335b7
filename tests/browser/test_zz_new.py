"""Temporary."""
import pytest
from tests.browser.test_accessibility import *  # noqa
from tests.browser.test_accessibility import hub, guarded, examine, otherwise, findings, is_page
pytestmark = pytest.mark.django_db(transaction=True)
NEW = ["funding:concern-judge","funding:concern-cell","funding:match","funding:outcome","funding:report","funding:trial","funding:reserve","funding:indicator","funding:call","funding:rows","funding:report-ask","funding:outcome-decide","funding:concern","funding:report-send","funding:match-agree","funding:report-template-edit","funding:freedom-part","funding:outside-edit","funding:reserve-release"]
def test_new(hub, guarded):
    page = guarded.page(user=hub.people["steward"], color_scheme="light", service_workers="block")
    pages = dict(hub.addresses("steward", hub.full))
    with open("/tmp/rev6c-new.txt", "w", buffering=1) as out:
        for name in NEW:
            guarded.complaints.clear()
            answer = page.goto(pages[name], wait_until="load")
            out.write(f"{name} {answer.status} {findings(page)} {guarded.complaints}\n")
