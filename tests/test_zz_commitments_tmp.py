import pytest
from tests import test_access_matrix as m
from tests.access_matrix import COMMITMENTS, TABLE
from tests.test_access_matrix import people, quiet_log  # noqa
@pytest.mark.parametrize("is_open", [False, True])
def test_mine(is_open, city, people, sign_in, quiet_log, monkeypatch):
    monkeypatch.setattr(m, "TABLE", COMMITMENTS)
    m.test_everybody_gets_what_the_table_says.__wrapped__ if hasattr(m.test_everybody_gets_what_the_table_says,"__wrapped__") else None
    m.test_everybody_gets_what_the_table_says(is_open, city, people, sign_in)
