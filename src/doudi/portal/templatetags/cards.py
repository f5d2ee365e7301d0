"""How templates of rule cards write words and links: the same templates make the site and the export."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from doudi.rules.cards import Link
from doudi.rules.formula_words import Piece

register = template.Library()


@register.simple_tag(takes_context=True)
def card_url(context: Context, link: Link) -> str:
    return context["addresses"].of(link)


@register.simple_tag(takes_context=True)
def card_link(context: Context, link: Link) -> SafeString:
    return format_html('<a href="{}">{}</a>', context["addresses"].of(link), link.label)


@register.simple_tag(takes_context=True)
def card_links(context: Context, links: Iterable[Link]) -> SafeString:
    """A list of links, one to a line."""
    addresses = context["addresses"]
    return format_html_join(
        "", '<li><a href="{}">{}</a></li>', ((addresses.of(link), link.label) for link in links)
    )


@register.simple_tag(takes_context=True)
def card_words(context: Context, words: Iterable[Piece]) -> SafeString:
    """A sentence of a formula; what has a card leads to it."""
    cards, addresses = context["cards"], context["addresses"]
    written = []
    for piece in words:
        if piece.name:
            address = addresses.of(cards.link(piece.name))
            written.append(format_html('<a href="{}">{}</a>', address, piece.text))
        else:
            written.append(format_html("{}", piece.text))
    return format_html_join("", "{}", ((part,) for part in written))
