"""Who gets what at the addresses of the network and its measures."""

from tests.access_matrix.codes import INITIATIVE, Row, api_readers, members, readers, stewards

BETWEEN = {"pk": "system", "other": "system"}

NETWORK = {
    "initiatives:network": Row(get=readers()),
    "initiatives:network-organisations": Row(get=readers()),
    "initiatives:network-days": Row(get=readers()),
    "initiatives:network-read": Row(post=stewards(302)),
    "initiatives:network-without": Row(get=readers(), args=INITIATIVE),
    "initiatives:network-between": Row(get=readers(), args=BETWEEN),
    "initiatives:network-export": Row(get=readers(), args={"subject": "network_subject"}),
    "stakeholders:person": Row(get=members(), args={"pk": "person"}),
    "stakeholders:organisation-credits": Row(get=readers(), args={"pk": "organisation"}),
    "api:network-detail": Row(get=api_readers(), args={"subject": "network_subject"}),
}
