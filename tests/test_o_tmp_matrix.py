import pytest
import tests.test_access_matrix as m
mine = ("funding:outcome", "funding:learning", "funding:option", "funding:freedom", "funding-link:", "api:outcome")
m.OURS = [route for route in m.OURS if route.name.startswith(mine)]
from tests.test_access_matrix import quiet_log, test_everybody_gets_what_the_table_says  # noqa
def test_mine_have_rows():
    print([r.name for r in m.OURS if r.name not in m.TABLE])
    assert not [r.name for r in m.OURS if r.name not in m.TABLE]
