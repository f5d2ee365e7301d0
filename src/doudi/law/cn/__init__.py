"""The rulebook of Chinese social assistance: national shape of the law, figures of places in packs."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from doudi.law.cn.facts import ENTITIES, FACTS
from doudi.rules.declare import Document, Fact, Rule
from doudi.rules.marked_yaml import read_marked
from doudi.rules.programme import read_programme
from doudi.rules.rulebook import Rulebook
from doudi.rules.stacking import Stacking, read_stacking
from doudi.rules.values import read_declarations, read_pack
from doudi.units.area import AreaLevel, ancestors, at_level, parse_area, province_name
from doudi.units.text import Problem, ProblemsError, Text

HERE = Path(__file__).parent
PACKS = HERE / "packs"


# What stands in a folder without programme.yaml belongs to no programme: this is what the rule cards call it.
SHARED_LABELS = {
    "means": Text(
        "各项目共用：家庭成员、收入、财产", "Shared: members of the household, income, assets"
    ),
    "person": Text("各项目共用：本人情况", "Shared: what a person is and has"),
    "procedure": Text("办理程序：期限和权限", "Procedures: periods and authority"),
}


def programme_folders() -> list[Path]:
    """Folders with rules or values: one per programme, `means` and `person`, which they share, and `procedure`, which has values only."""
    parts = (*HERE.glob("*/rules"), *HERE.glob("*/values"))
    return sorted({p.parent for p in parts if p.is_dir()})


def load_rulebook(local: Path | None = None, *, extra_programmes: Sequence[Path] = ()) -> Rulebook:
    """The whole rulebook with the shipped packs, and a county's own pack (a folder, or one of packs) on top.

    `extra_programmes` are folders elsewhere, each of the shape of a programme's folder here: so a programme can be
    tried before it is part of the rulebook. Their Python files are run; they are code, not data.

    Raises:
        ProblemsError: every fault of the rulebook and the packs, with file and line; an extra folder without rules.
    """
    folders = [*programme_folders(), *map(_extra_folder, extra_programmes)]
    facts = all_facts(folders)
    fact_names = {f.name: f for f in facts}
    declarations, figures, rules, programmes = [], [], [], []
    for folder in folders:
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
        documents=_documents(folders),
    )
    book.stacking = _stacking(book, folders)
    for folder in [p for p in sorted(PACKS.iterdir()) if p.is_dir()]:
        book.add_pack(*read_pack(folder, book.values.declarations))
    for folder in local_packs(local):
        book.add_pack(*read_pack(folder, book.values.declarations, local=True))
    return book


def _stacking(book: Rulebook, folders: Sequence[Path]) -> Stacking:
    """The matrix, and what an extra programme's own `stacking.yaml` adds. Every two shipped programmes of money are paired."""
    shipped = {folder.name for folder in folders if folder.parent == HERE}
    paid = [
        p.name
        for p in book.programmes.values()
        if p.outcome == "money" and Path(p.where.rpartition(":")[0]).parent.name in shipped
    ]
    paths = [HERE / "stacking.yaml", *(p for f in folders if (p := f / "stacking.yaml").exists())]
    return read_stacking(paths, book.programmes, book.values.declarations, complete_for=paid)


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


def _extra_folder(folder: Path) -> Path:
    if not (folder / "rules").is_dir():
        text = Text(
            "这不是项目文件夹：里面没有 rules", "this is no programme's folder: it has no rules"
        )
        raise ProblemsError([Problem(text, str(folder), None)])
    return folder


def _rules_of(folder: Path) -> list[Rule]:
    found = []
    for path in sorted((folder / "rules").glob("[!_]*.py")):
        module = _module(path)
        found += [
            r for r in vars(module).values() if isinstance(r, Rule) and r.file == module.__file__
        ]
    return found


def all_facts(folders: Sequence[Path] | None = None) -> list[Fact]:
    """The facts that programmes share, then those of each programme (`<programme>/facts.py`)."""
    found = list(FACTS)
    for folder in programme_folders() if folders is None else folders:
        if (folder / "facts.py").exists():
            found += _module(folder / "facts.py").FACTS
    return found


def _module(path: Path) -> ModuleType:
    """A Python file of a programme; one that stands outside this package is run on its own, under its path."""
    if path.is_relative_to(HERE):
        name = ".".join(path.relative_to(HERE).with_suffix("").parts)
        return importlib.import_module(f"{__name__}.{name}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _documents(folders: Sequence[Path]) -> dict[str, Document]:
    """The texts that several programmes cite, and those that one programme brings along.

    Raises:
        ProblemsError: two texts under one key.
    """
    found: dict[str, Document] = {}
    brought = [f / "documents.yaml" for f in folders if (f / "documents.yaml").exists()]
    for path in [HERE / "documents.yaml", *brought]:
        data, marks = read_marked(path.read_text(encoding="utf-8"), str(path))
        for key, entry in data.items():
            if key in found:
                text = Text("这个简称已经用过", "this key is taken")
                raise ProblemsError([Problem(text, marks.where((key,)), key)])
            found[key] = Document(
                Text(entry["zh"], entry["en"]),
                _date(entry["from"]),
                _date(entry.get("until")),
                str(entry.get("number") or ""),
                str(entry.get("status") or ""),
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
def other_words() -> tuple[tuple[str, ...], ...]:
    """Words that mean the same to a person who looks for a rule: 低保, 最低生活保障."""
    path = HERE / "other_words.yaml"
    groups, _ = read_marked(path.read_text(encoding="utf-8"), path.name)
    return tuple(tuple(group) for group in groups)


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


DEMONSTRATION_COUNTY = "900101000000"


def own_area(book: Rulebook) -> str:
    """The place that the county's own pack speaks of; without one, the fictional county."""
    local = [
        at_level(f.area, AreaLevel.county)
        or f.area  # a township's figure is its own, not the county's
        for layer in book.values.layers
        for f in layer
        if f.pack.local
    ]
    return max(local, key=lambda code: len(code.rstrip("0")), default=DEMONSTRATION_COUNTY)


def known_area(code: str) -> bool:
    """Is this a well-formed code below a province of the country (or the fictional one)?"""
    try:
        parse_area(code)
    except ProblemsError:
        return False
    return True
