"""The `doudi` command. Each subcommand imports what it needs when it runs, so that one decision starts fast.

Exit codes: 0 done, 1 a case of the rulebook fails, 2 the input cannot be used.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from doudi.config.environment import Environment
    from doudi.rules.case_file import CaseEntry
    from doudi.rules.rulebook import Rulebook
    from doudi.units.text import ProblemsError

FAILED, BAD_INPUT = 1, 2
EXAMPLE_FAMILY = Path(__file__).with_name("example_family.yaml")

app = typer.Typer(
    name="doudi",
    help="兜底：民政救助的判断与办理 / Doudi: social assistance, decided by the law and explained.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench = typer.Typer(help="速度测试 / Measure speed.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(bench, name="bench")


class Lang(StrEnum):
    zh = "zh"
    en = "en"


class Template(StrEnum):
    xlsx = "xlsx"


LangOption = Annotated[Lang, typer.Option("--lang", help="zh 中文 / en English")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="判断日期，代替文件里的 / decide as of this date"),
]
AreaOption = Annotated[
    str | None,
    typer.Option("--area", metavar="CODE", help="区划代码，代替文件里的 / decide for this area"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


def main() -> None:
    """Entry point: what cannot be used ends with sentences and exit code 2, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


# -- decide -----------------------------------------------------------------------------------------
@app.command()
def decide(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="YAML、JSON 或 Excel（.xlsx）")
    ] = None,
    on: OnOption = None,
    area: AreaOption = None,
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
    template: Annotated[
        Template | None,
        typer.Option("--template", help="写出空白登记表 / write an empty form to FILE"),
    ] = None,
) -> None:
    """判断文件里的每一户，说明理由 / Decide each family of the files, with reasons."""
    from doudi.units.text import ProblemsError

    try:
        if template is not None:
            _write_template(files or [])
            return
        if not files:
            raise _no_file()
        rulebook = _load_rulebook()
        entries = _read_files(files, rulebook, on, area)
        _print_decisions(rulebook, entries, lang, as_json=as_json)
    except ProblemsError as error:
        _refuse(error, lang)


def _no_file() -> ProblemsError:
    from doudi.units.text import refusal

    return refusal(
        "请给出要判断的文件，或用 --template xlsx 写出一份登记表",
        "name the files to decide, or write a form with --template xlsx",
    )


def _read_files(
    files: list[Path], rulebook: Rulebook, on: str | None, area: str | None
) -> list[CaseEntry]:
    """The cases of all files; the problems of all files together."""
    from doudi.foundation.clock import get_today
    from doudi.law.cn import backgrounds_path, known_area
    from doudi.rules.backgrounds import read_backgrounds
    from doudi.rules.case_file import checked_area, read_cases
    from doudi.units.dates import parse_date
    from doudi.units.text import ProblemsError

    day = parse_date(on, where="--on") if on is not None else None
    place = checked_area(area, known_area, "--area") if area is not None else None
    backgrounds = read_backgrounds(backgrounds_path(), rulebook)
    entries: list[CaseEntry] = []
    problems = []
    for file in files:
        try:
            entries += read_cases(
                file,
                rulebook,
                today=get_today(),
                on=day,
                area=place,
                backgrounds=backgrounds,
                known_area=known_area,
            )
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return entries


def _print_decisions(
    rulebook: Rulebook, entries: list[CaseEntry], lang: Lang, *, as_json: bool
) -> None:
    from doudi.rules.decide import decide as decide_case
    from doudi.rules.explain import sentences
    from doudi.rules.report import report

    decisions = [(entry, decide_case(rulebook, entry.case)) for entry in entries]
    if as_json:
        _print_json(
            [report(decision, lang, warnings=entry.warnings) for entry, decision in decisions]
        )
        return
    for place, (entry, decision) in enumerate(decisions):
        if place:
            typer.echo("")
        typer.echo(sentences(decision, lang))
        for warning in entry.warnings:
            typer.echo(warning.in_(lang))


def _write_template(files: list[Path]) -> None:
    from doudi.law.cn import backgrounds_path
    from doudi.rules.backgrounds import read_backgrounds
    from doudi.rules.case_template import write_template
    from doudi.rules.marked_yaml import read_marked
    from doudi.units.text import refusal

    target = files[0] if files else Path("家庭情况登记表.xlsx")
    if target.exists():
        raise refusal(
            "文件已经存在，请换一个名字",
            "the file exists already; choose another name",
            where=str(target),
        )
    if not target.parent.is_dir():
        raise refusal("没有这个文件夹", "there is no such folder", where=str(target.parent))
    rulebook = _load_rulebook()
    example, _ = read_marked(EXAMPLE_FAMILY.read_text(encoding="utf-8"), EXAMPLE_FAMILY.name)
    backgrounds = read_backgrounds(backgrounds_path(), rulebook)
    write_template(target, rulebook, examples=[example], backgrounds=backgrounds)
    typer.echo(str(target))


# -- the rulebook -------------------------------------------------------------------------------------
@app.command()
def check(lang: LangOption = Lang.zh) -> None:
    """载入规则，逐个核对案例 / Load the rulebook and run all its cases, explained and compiled."""
    from doudi.foundation.clock import get_today
    from doudi.law.cn import backgrounds_path, case_files, known_area
    from doudi.rules.backgrounds import read_backgrounds
    from doudi.rules.check import check_cases
    from doudi.units.text import ProblemsError

    try:
        from doudi.rules.kernel import decide_cases
    except ImportError:
        decide_cases = None
    try:
        rulebook = _load_rulebook()
        found = check_cases(
            rulebook,
            [*case_files(), *_local_case_files()],
            today=get_today(),
            backgrounds=read_backgrounds(backgrounds_path(), rulebook),
            known_area=known_area,
            decide_cases=decide_cases,
        )
    except ProblemsError as error:
        _refuse(error, lang)
    for problem in found.problems:
        typer.echo(problem.in_(lang))
    for failure in found.failures:
        typer.echo("\n".join(failure.lines(lang)))
    if not found.passed:
        unread = f", {len(found.problems)} problems in case files" if found.problems else ""
        typer.echo(f"{found.failed} of {found.cases} cases failed{unread}")
        raise typer.Exit(FAILED)
    typer.echo(f"{found.cases} cases passed")


def _local_case_files() -> list[Path]:
    """The cases of a county's own packs: they must hold before its figures take effect."""
    from doudi.law.cn import local_packs

    return sorted(
        path for pack in local_packs(_environment().local) for path in pack.glob("cases/*.yaml")
    )


@app.command()
def rulebook(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="写到这个文件夹 / write into DIR")
    ],
    on: OnOption = None,
    area: AreaOption = None,
    lang: LangOption = Lang.zh,
) -> None:
    """把规则写成网页 / Write the rule cards as linked HTML pages."""
    from doudi.foundation.clock import get_today
    from doudi.law.cn import known_area
    from doudi.portal.export import write_rulebook
    from doudi.rules.case_file import checked_area
    from doudi.units.dates import parse_date
    from doudi.units.text import ProblemsError

    try:
        write_rulebook(
            out,
            on=parse_date(on, where="--on") if on is not None else get_today(),
            area=checked_area(area, known_area, "--area") if area is not None else None,
        )
    except ProblemsError as error:
        _refuse(error, lang)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="监听地址 / address to listen on")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口 / port")] = 8000,
) -> None:
    """在本机启动网站 / Start the site on this machine."""
    from doudi.config.serve import serve as serve_site

    serve_site(host=host, port=port)


@bench.command("rules")
def bench_rules(
    persons: Annotated[
        int | None, typer.Option("--persons", min=1_000, help="人数 / how many persons")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """规则引擎的速度 / The speed of the rules engine, beside OpenFisca's."""
    from doudi.rules.bench import bench_rules as run

    run(persons=persons, as_json=as_json)


@app.command()
def schema() -> None:
    """写出案例格式的 JSON Schema / Print the JSON Schema of case files."""
    from doudi.law.cn import backgrounds_path
    from doudi.rules.backgrounds import read_backgrounds
    from doudi.rules.case_schema import case_schema

    rulebook = _load_rulebook()
    backgrounds = read_backgrounds(backgrounds_path(), rulebook)
    _print_json(case_schema(rulebook, {b.name: b.label for b in backgrounds.values()}))


def _load_rulebook() -> Rulebook:
    from doudi.law.cn import load_rulebook

    return load_rulebook(_environment().local)


def _environment() -> Environment:
    from doudi.config.environment import BadEnvironment, read_environment

    try:
        return read_environment()
    except BadEnvironment as error:
        for sentence in error.problems:
            typer.echo(sentence, err=True)
        raise typer.Exit(BAD_INPUT) from None


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _refuse(error: ProblemsError, lang: Lang) -> NoReturn:
    typer.echo(error.in_(lang), err=True)
    raise typer.Exit(BAD_INPUT)
