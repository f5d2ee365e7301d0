"""The rulebook of Chinese social assistance: national shape of the law, figures of places in packs."""

from __future__ import annotations

import importlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from doudi.law.cn.facts import ENTITIES, FACTS
from doudi.rules.declare import Document, Fact, Rule
from doudi.rules.marked_yaml import read_marked
from doudi.rules.programme import read_programme
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import read_declarations, read_pack
from doudi.units.area import ancestors, parse_area, province_name
from doudi.units.text import Problem, ProblemsError, Text

HERE = Path(__file__).parent
PACKS = HERE / "packs"


def programme_folders() -> list[Path]:
    """Folders with rules: one per programme, and `means`, which they share."""
    return sorted(p.parent for p in HERE.glob("*/rules") if p.is_dir())


def load_rulebook(local: Path | None = None) -> Rulebook:
    """The whole rulebook with the shipped packs, and a county's own pack (a folder, or one of packs) on top.

    Raises:
        ProblemsError: every fault of the rulebook and the packs, with file and line.
    """
    facts = all_facts()
    fact_names = {f.name: f for f in facts}
    declarations, figures, rules, programmes = [], [], [], []
    for folder in programme_folders():
        home = folder.name
        if (folder / "programme.yaml").exists():
            programmes.append(read_programme(folder / "programme.yaml"))
            home = programmes[-1].name
        for path in sorted((folder / "values").glob("*.yaml")):
            declared, national = read_declarations(path, home, fact_names)
            declarations += declared
            figures += national
        rules += [(home, rule) for rule in _rules_of(folder)]
    book = Rulebook(
        entities=ENTITIES,
        facts=facts,
        rules=rules,
        declarations=declarations,
        figures=figures,
        programmes=programmes,
        documents=_documents(),
    )
    for folder in [p for p in sorted(PACKS.iterdir()) if p.is_dir()]:
        book.add_pack(*read_pack(folder, book.values.declarations))
    for folder in local_packs(local):
        book.add_pack(*read_pack(folder, book.values.declarations, local=True))
    return book


def local_packs(local: Path | None) -> list[Path]:
    """The pack folders below DOUDI_LOCAL: itself, or each of its folders, in order of name."""
    if local is None:
        return []
    if not local.is_dir():
        text = Text(
            "DOUDI_LOCAL 指的文件夹不存在", "the folder named by DOUDI_LOCAL does not exist"
        )
        raise ProblemsError([Problem(text, str(local), None)])
    if (local / "pack.yaml").exists():
        return [local]
    return sorted(p for p in local.iterdir() if (p / "pack.yaml").exists())


def _rules_of(folder: Path) -> list[Rule]:
    found = []
    for path in sorted((folder / "rules").glob("[!_]*.py")):
        module = importlib.import_module(f"doudi.law.cn.{folder.name}.rules.{path.stem}")
        found += [
            r for r in vars(module).values() if isinstance(r, Rule) and r.file == module.__file__
        ]
    return found


def all_facts() -> list[Fact]:
    """The facts that programmes share, then those of each programme (`<programme>/facts.py`)."""
    found = list(FACTS)
    for folder in programme_folders():
        if (folder / "facts.py").exists():
            module = importlib.import_module(f"doudi.law.cn.{folder.name}.facts")
            found += module.FACTS
    return found


def _documents() -> dict[str, Document]:
    """The texts that several programmes cite, and those that one programme brings along.

    Raises:
        ProblemsError: two texts under one key.
    """
    found: dict[str, Document] = {}
    for path in [HERE / "documents.yaml", *sorted(HERE.glob("*/documents.yaml"))]:
        data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
        for key, entry in data.items():
            if key in found:
                text = Text("这个简称已经用过", "this key is taken")
                raise ProblemsError([Problem(text, marks.where((key,)), key)])
            found[key] = Document(
                Text(entry["zh"], entry["en"]), _date(entry["from"]), _date(entry.get("until"))
            )
    return found


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def case_files() -> list[Path]:
    """The worked families beside the rules."""
    return sorted(HERE.glob("*/cases/*.yaml"))


def backgrounds_path() -> Path:
    """The named sets of facts that a case may rest on."""
    return HERE / "backgrounds.yaml"


@lru_cache(maxsize=1)
def _area_names() -> dict[str, Text]:
    data, _ = read_marked((HERE / "areas.yaml").read_text(encoding="utf-8"), "areas.yaml")
    return {code: Text(entry["zh"], entry["en"]) for code, entry in data.items()}


def named_areas() -> list[str]:
    """Codes of the places that the shipped packs and cases speak of."""
    return list(_area_names())


def area_name(code: str) -> Text:
    """The name of an area, with those around it as far as known; else the province and the code."""
    names = _area_names()
    code = parse_area(code)
    known = [names[c] for c in (*reversed(ancestors(code)), code) if c in names]
    if not known or code not in names:
        known = [*(known or [province_name(code)]), Text(code, code)]
    return Text(" ".join(t.zh for t in known), ", ".join(t.en for t in reversed(known)))


def known_area(code: str) -> bool:
    """Is this a well-formed code below a province of the country (or the fictional one)?"""
    try:
        parse_area(code)
    except ProblemsError:
        return False
    return True
