"""The English catalogue: `update` collects new texts from the source, `compile` builds the file that Django reads,
`check` fails when a text is missing from the catalogue or has no English.

Babel does it all, since gettext's tools are not on every machine. Texts are Chinese; their English is written by hand.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src/doudi"
PO = SOURCE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# English texts of Doudi. `make messages` adds new ones at the end; write their English and run it again."


def main(arguments: list[str]) -> int:
    actions = {"update": update, "compile": compile_catalogue, "check": check}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(f"usage: messages.py {'|'.join(actions)}", file=sys.stderr)
        return 2
    return actions[arguments[0]]()


def update() -> int:
    """Keeps the order and the English of what is there, adds what is new, drops what no source uses."""
    known, used = read_catalogue(), collect()
    merged = Catalog(locale="en", header_comment=HEADER)
    kept = [message for message in known if message.id and used.get(message.id, message.context)]
    new = [message for message in used if message.id and not known.get(message.id, message.context)]
    for message in [*kept, *new]:
        files = sorted({file for file, _ in used.get(message.id, message.context).locations})
        merged.add(
            message.id,
            message.string,
            locations=[(file, None) for file in files],
            flags=message.flags - {"fuzzy"},
            user_comments=message.user_comments,
            context=message.context,
        )
    buffer = io.BytesIO()
    write_po(buffer, merged, omit_header=True, width=120)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(plain_header() + buffer.getvalue().rstrip() + b"\n")
    untranslated = [message for message in merged if message.id and not is_translated(message)]
    print(f"{len(kept) + len(new)} texts, {len(new)} new, {len(untranslated)} without English")
    return 0


def compile_catalogue() -> int:
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalogue())
    return 0


def check() -> int:
    known, used = read_catalogue(), collect()
    problems = [
        f"not in the catalogue: {text(message)}"
        for message in used
        if message.id and not known.get(message.id, message.context)
    ]
    problems += [
        f"no source uses it: {text(message)}"
        for message in known
        if message.id and not used.get(message.id, message.context)
    ]
    problems += [
        f"no English: {text(message)}"
        for message in known
        if message.id and not is_translated(message)
    ]
    for problem in problems:
        print(f"{PO.name}: {problem}", file=sys.stderr)
    if problems:
        print("Run `make messages`, then write the missing English.", file=sys.stderr)
    return 1 if problems else 0


def read_catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def collect() -> Catalog:
    catalogue = Catalog(locale="en")
    for path in sorted(SOURCE.rglob("*")):
        if "tests" in path.parts or "vendor" in path.parts or not path.is_file():
            continue
        for line, found, context in extract_file(path):
            catalogue.add(
                found, locations=[(path.relative_to(SOURCE).as_posix(), line)], context=context
            )
    return catalogue


def extract_file(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        # Django turns a template into calls of gettext; the rest of it becomes filler, whose indentation means nothing.
        source = re.sub(
            r"^[ \t]+", "", templatize(path.read_text(encoding="utf-8")), flags=re.MULTILINE
        )
    else:
        return
    for line, found, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield line, found, context


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings) and "fuzzy" not in message.flags


def text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def plain_header() -> bytes:
    """No dates and no tool versions: they would change with every run."""
    lines = [
        HEADER,
        'msgid ""',
        'msgstr ""',
        '"Language: en\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"',
        "",
        "",
    ]
    return "\n".join(lines).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
