"""Our own Markdown files as HTML for a page: no raw HTML, headings below the page's own."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_LOWER = {f"h{size}": f"h{min(size + 2, 6)}" for size in range(1, 7)}


def render_markdown(text: str) -> SafeString:
    """`text` must be a file of this repository; raw HTML in it is shown as text all the same."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag)
    html = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(html)  # noqa: S308 - markdown-it escapes everything but its own tags (html=False)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
