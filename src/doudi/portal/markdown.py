"""Our own Markdown files as HTML for a page: no raw HTML, headings below the page's own.

A file is Chinese; what stands under its heading "English" is the same in short.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ENGLISH = "English"

_LOWER = {f"h{size}": f"h{min(size + 1, 6)}" for size in range(2, 7)}

#: For a name in `backquotes`: the address and the words of a link to it, or None.
FindLink = Callable[[str], tuple[str, str] | None]


def render_markdown(text: str, find_link: FindLink) -> dict[str, SafeString]:
    """The parts of a file by language, without its title. `text` must be a file of this repository."""
    parts = _by_language(_parser().parse(text))
    return {lang: _render(tokens, find_link) for lang, tokens in parts.items() if tokens}


def _by_language(tokens: list[Token]) -> dict[str, list[Token]]:
    parts: dict[str, list[Token]] = {"zh": [], "en": []}
    lang, title = "zh", False
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            title = token.tag == "h1" or tokens[place + 1].content == ENGLISH
            if tokens[place + 1].content == ENGLISH:
                lang = "en"
        if not title:
            parts[lang].append(token)
        if token.type == "heading_close":
            title = False
    return parts


def _render(tokens: list[Token], find_link: FindLink) -> SafeString:
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag)
        if token.children:
            token.children = [
                made for child in token.children for made in _linked(child, find_link)
            ]
    parser = _parser()
    html = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(html)  # noqa: S308 - markdown-it escapes everything but its own tags (html=False)


def _linked(token: Token, find_link: FindLink) -> list[Token]:
    """A name in backquotes that has a card becomes a link with the card's label."""
    found = find_link(token.content) if token.type == "code_inline" else None
    if found is None:
        return [token]
    address, words = found
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, Token("text", "", 0, content=words), Token("link_close", "a", -1)]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
