"""How templates of rule cards write words and links: the same templates make the site and the export."""

from collections.abc import Iterable, Sequence

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from doudi.portal.step_picture import draw_steps
from doudi.rules.cards import PROGRAMME, Hit, Link, StepLine, ValueUse
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


@register.simple_tag(takes_context=True)
def card_hit(context: Context, link: Link) -> Hit:
    """A programme of the index, with the line that says what it gives."""
    assert link.kind == PROGRAMME
    return context["cards"].hit(link.kind, link.name)


@register.simple_tag(takes_context=True)
def card_uses(context: Context, links: Iterable[Link]) -> list[ValueUse]:
    """The figures of some values here and now."""
    return [context["figure_uses"][link.name] for link in links]


@register.simple_tag(takes_context=True)
def step_picture(context: Context, lines: Sequence[StepLine], unit: str) -> SafeString:
    """A value over time as a picture; the table beside it says the same in words."""
    cards = context["cards"]
    return draw_steps(lines, unit, cards.lang, last=cards.on)
