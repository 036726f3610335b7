"""Who gets what at the addresses of the roof."""

from tests.access_matrix.codes import Row, everyone, readers

ROOF = {
    "home": Row(get=("302 302 302 302 302 302", "302 200 302 302 302 302")),
    "healthz": Row(get=everyone(200), post=everyone(200)),
}


ROOF |= {
    "gallery": Row(get=everyone(200), post=everyone(200)),
    "set-theme": Row(post=everyone(302)),
    "set-language": Row(post=everyone(302)),
    "how-we-count": Row(get=everyone(200)),
    "accessibility": Row(get=everyone(200)),
    "overview": Row(get=readers()),
    "frame": Row(get=readers()),
    "frame-export": Row(get=readers(), args={"format": "csv"}),
    "search": Row(get=readers()),
    "download-data": Row(get=readers()),
    "download-source": Row(get=readers(), args={"source": "organisations", "format": "csv"}),
}
