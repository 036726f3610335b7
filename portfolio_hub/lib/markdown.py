"""People's Markdown to HTML that is safe to show: no scripts, no styles, no images from elsewhere."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = frozenset(
    "p br hr em strong s del code pre blockquote ul ol li h2 h3 h4 h5 h6 a table thead tbody tr th td".split()
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_reader = MarkdownIt("js-default", {"linkify": False, "breaks": True, "html": False})


def to_html(text: str) -> SafeString:
    """Return sanitised HTML; a heading of the first level becomes one of the second."""
    html = _reader.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # nh3 has just sanitised it
