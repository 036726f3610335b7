import pytest
from tests.factories import *
pytestmark=[pytest.mark.django_db(transaction=True)]
def test_shots(open_page, bo, alma, city, warm_streets, health, energy):
    p = open_page(f"/riverton/initiatives/{warm_streets.pk}/links/", user=alma, narrow=True)
    p.screenshot(path="/tmp/posting/t-links390.png")
    p.set_viewport_size({"width":768,"height":1000})
    p.goto("/riverton/sense-making/post/"); p.screenshot(path="/tmp/posting/t-768.png")
    p = open_page(f"/riverton/sense-making/post/", user=bo, narrow=True, expected=("net::",))
    p.wait_for_timeout(1500)
    p.context.set_offline(True)
    p.get_by_label("What did you try?").fill("Opened the library basement")
    p.get_by_label("What did you see?").fill("Families came after eight")
    p.get_by_role("button", name="Post learning log").click()
    p.wait_for_timeout(800); p.screenshot(path="/tmp/posting/t-outbox.png", full_page=True)
    p.get_by_role("button", name="Post learning log").click()
    p.wait_for_timeout(300); p.screenshot(path="/tmp/posting/t-errors.png", full_page=True)
