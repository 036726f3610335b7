"""Temporary."""
import pytest
from tests.browser.test_accessibility import hub, guarded, otherwise, findings, is_page
pytestmark = pytest.mark.django_db(transaction=True)
FIRST = ["funding:concern-judge","funding:concern-cell","funding:match","funding:outcome","funding:report","funding:trial","funding:reserve","funding:indicator","initiatives:combination","initiatives:combination-members","sensemaking:combination-evidence","sensemaking:combination-learning","funding:impact-of","funding:report-template-edit"]
def test_new(hub, guarded):
    page = guarded.page(user=hub.people["steward"], color_scheme="light", service_workers="block")
    pages = dict(hub.addresses("steward", hub.full))
    with open("/tmp/rev6c-new.txt", "w", buffering=1) as out:
        for name in FIRST:
            if name not in pages: continue
            guarded.complaints.clear()
            answer = page.goto(pages[name], wait_until="load")
            out.write(f"{name} {answer.status} {findings(page)} {otherwise(page)} {guarded.complaints}\n")
