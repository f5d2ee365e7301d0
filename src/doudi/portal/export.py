"""The rule cards as a folder of linked HTML files: opens without a network and without a server.

Every card in Chinese, and in English under `en/`, with one style sheet. Another export goes over an earlier one; any
other folder with something in it is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from doudi import __version__
from doudi.rules.cards import PROGRAMME, Cards, Link
from doudi.units.text import refusal

if TYPE_CHECKING:
    from doudi.portal.card_pages import Chosen

MARKER = "doudi-rulebook.json"
STYLE = "rules.css"
STYLES = ("foundation/doudi.css", "portal/rules.css")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class FileAddresses:
    """Addresses within one language of an export, relative to its pages."""

    lang: str
    is_export: bool = True
    index: str = INDEX
    stacking: str = "stacking.html"

    @property
    def style(self) -> str:
        return STYLE if self.lang == "zh" else f"../{STYLE}"

    def of(self, link: Link) -> str:
        return f"programme-{link.name}.html" if link.kind == PROGRAMME else f"{link.name}.html"

    def booklet_of(self, home: str) -> str:
        return f"booklet-{home}.html"

    def same_page_in(self, lang: str, page: str) -> str:
        return f"en/{page}" if lang == "en" else f"../{page}"


def write_rulebook(out: Path, *, on: date, area: str | None = None) -> int:
    """Write every card as it stands on a date in a place (without one: the county's own). How many files it took.

    Raises:
        ProblemsError: `out` is a file, cannot be written, or has something in it that no export wrote.
    """
    if not apps.ready:
        django.setup()
    earlier = _earlier_files(out)
    pages = dict(_pages(on, area))
    clashes = [name for name in pages if (out / name).exists() and name not in earlier]
    if clashes:
        raise refusal(
            "文件夹里有同名的其他文件，没有写入",
            "the folder holds another file of this name; nothing was written",
            where=str(out / clashes[0]),
        )
    try:
        _write(out, pages, earlier)
    except OSError as error:
        raise refusal(
            f"写不进这个文件夹：{error.strerror}",
            f"the folder cannot be written: {error.strerror}",
            where=str(out),
        ) from error
    return len(pages)


def _write(out: Path, pages: dict[str, str], earlier: set[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    # Listed before they are there: an export that was cut off can be done again.
    _write_list(out, earlier | pages.keys())
    for name in earlier - pages.keys():
        (out / name).unlink(missing_ok=True)
    for name, text in pages.items():
        path = out / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _write_list(out, set(pages))


def _write_list(out: Path, names: set[str]) -> None:
    (out / MARKER).write_text(json.dumps(sorted(names), indent=1), encoding="utf-8")


def _earlier_files(out: Path) -> set[str]:
    """What an earlier export left in the folder."""
    if out.exists() and not out.is_dir():
        raise refusal("这是一个文件，不是文件夹", "this is a file, not a folder", where=str(out))
    if not out.exists() or not any(out.iterdir()):
        return set()
    marker = out / MARKER
    if not marker.is_file():
        raise refusal(
            "文件夹不是空的，也不是以前导出的规则卡；请另选一个文件夹",
            "the folder is not empty and no earlier export; choose another",
            where=str(out),
        )
    try:
        names = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        names = None
    if not isinstance(names, list):
        raise refusal(
            "导出清单已损坏", "the list of an earlier export is damaged", where=str(marker)
        )
    return {name for name in names if isinstance(name, str) and _is_ours(name)}


def _is_ours(name: str) -> bool:
    """A list that somebody edited must not make us delete what lies elsewhere."""
    folder, _, file = name.rpartition("/")
    return folder in ("", "en") and file.endswith((".html", ".css")) and ".." not in file


def _pages(on: date, area: str | None) -> Iterator[tuple[str, str]]:
    from doudi.portal.card_pages import Chosen, get_default_area, make_cards

    chosen = Chosen(on, area or get_default_area(), True)
    yield STYLE, _style()
    for lang, language in LANGUAGES.items():
        cards = make_cards(chosen, lang)
        with translation.override(language):
            for page, text in _pages_of(cards, chosen):
                yield (page if lang == "zh" else f"en/{page}"), text


def _pages_of(cards: Cards, chosen: Chosen) -> Iterator[tuple[str, str]]:
    from doudi.portal.card_pages import (
        booklet_page,
        card_page,
        index_page,
        place_context,
        stacking_page,
    )

    addresses = FileAddresses(cards.lang)
    other = "en" if cards.lang == "zh" else "zh"
    common = place_context(cards, chosen) | {
        "frame": "portal/rules_export.html",
        "addresses": addresses,
        "doudi_version": __version__,
    }

    def render(page: str, template: str, context: dict[str, object]) -> tuple[str, str]:
        context |= {"other_language": addresses.same_page_in(other, page)}
        return page, render_to_string(template, common | context)

    yield render(INDEX, "portal/rules_index.html", index_page(cards) | {"asked": {}})
    for section in cards.sections():
        for link in section.links:
            yield render(addresses.of(link), *card_page(cards, link, addresses))
    yield render(addresses.stacking, "portal/rules_stacking.html", stacking_page(cards))
    for home in cards.homes():
        context = booklet_page(cards, home, addresses)
        yield render(addresses.booklet_of(home), "portal/rules_booklet.html", context)


def _style() -> str:
    texts = []
    for name in STYLES:
        path = finders.find(name)
        assert isinstance(path, str), name
        texts.append(Path(path).read_text(encoding="utf-8"))
    return "\n".join(texts)
