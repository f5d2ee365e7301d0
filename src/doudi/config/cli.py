"""The `doudi` command. Each subcommand imports what it needs when it runs, so that one decision starts fast.

Exit codes: 0 done, 1 a case of the rulebook fails, 2 the input cannot be used.
"""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doudi.config.command_line import (
    FAILED,
    JsonOption,
    Lang,
    LangOption,
    refusing,
)
from doudi.config.operate import add_commands
from doudi.config.procedures import add_procedures
from doudi.config.replay import add_replay
from doudi.config.staff import staff

if TYPE_CHECKING:
    from datetime import date

    from doudi.config.environment import Environment
    from doudi.rules.backgrounds import Background
    from doudi.rules.case_file import CaseEntry
    from doudi.rules.rulebook import Rulebook

EXAMPLE = (
    "old_couple.yaml"  # the worked family on the form: it has supporters and something not known
)

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
demo = typer.Typer(
    help="演示用的虚构数据 / Made-up data to try things on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(demo, name="demo")
app.add_typer(staff, name="staff")


class Place(StrEnum):
    wengan = "wengan"
    demo = "demo"


class County(StrEnum):
    township = "township"
    full = "full"


class Template(StrEnum):
    xlsx = "xlsx"


OnOption = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="按这一天判断，代替文件里的 / decide as of this date"
    ),
]
AreaOption = Annotated[
    str | None,
    typer.Option("--area", metavar="CODE", help="区划代码，代替文件里的 / decide for this area"),
]
ProgrammeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--programme",
        metavar="NAME",
        help="只看这些项目，可写多次 / only these programmes, may be repeated",
    ),
]


def main() -> None:
    """Entry point. Output is UTF-8 whatever the terminal's code page, as JSON must be."""
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
        typer.Option("--template", help="写出登记表（空表和示例） / write the form to FILE"),
    ] = None,
    programmes: ProgrammeOption = None,
    place_law: Annotated[
        bool,
        typer.Option(
            "--place-law",
            help="连同本地签发的规定一起用，要有数据库 / with the figures that the place has signed: needs the database",
        ),
    ] = False,
) -> None:
    """判断文件里的每一户，说明理由 / Decide each family of the files, with reasons."""
    with refusing(lang):
        if template is not None:
            _write_template(files or [], programmes)
            return
        rulebook, backgrounds = _load_rulebook(place_law=place_law)
        only = _known_programmes(rulebook, programmes)
        entries = _read_files(files or [], rulebook, backgrounds, *_when_and_where(on, area))
        _print_decisions(rulebook, entries, lang, only, as_json=as_json)


def _when_and_where(on: str | None, area: str | None) -> tuple[date | None, str | None]:
    from doudi.law.cn import known_area
    from doudi.rules.case_file import checked_area
    from doudi.units.dates import parse_date

    day = parse_date(on, where="--on") if on is not None else None
    return day, checked_area(area, known_area, "--area") if area is not None else None


def _read_files(
    files: list[Path],
    rulebook: Rulebook,
    backgrounds: dict[str, Background],
    on: date | None,
    area: str | None,
) -> list[CaseEntry]:
    """The cases of all files; what is wrong with any of them, together."""
    from doudi.foundation.clock import get_today
    from doudi.law.cn import known_area
    from doudi.rules.case_file import read_cases
    from doudi.units.text import ProblemsError, refusal

    if not files:
        raise refusal(
            "请给出要判断的文件，或用 --template xlsx 写出一份登记表",
            "name the files to decide, or write a form with --template xlsx",
        )
    entries: list[CaseEntry] = []
    problems = []
    for file in files:
        try:
            entries += read_cases(
                file,
                rulebook,
                today=get_today(),
                on=on,
                area=area,
                backgrounds=backgrounds,
                known_area=known_area,
            )
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return entries


def _known_programmes(rulebook: Rulebook, names: list[str] | None) -> list[str] | None:
    """The programmes that were asked for, by identifier or name; None: all."""
    from doudi.rules.rulebook import nearest
    from doudi.units.text import Problem, ProblemsError, Text

    known = {p.name: p.name for p in rulebook.programmes.values()}
    known |= {p.label.zh: p.name for p in rulebook.programmes.values()}
    problems = []
    for name in names or ():
        if name not in known:
            near = nearest(name, known) or ", ".join(rulebook.programmes)
            text = Text(
                f"没有这个项目，是不是“{near}”？", f"no such programme; did you mean {near}?"
            )
            problems.append(Problem(text, "--programme", name))
    if problems:
        raise ProblemsError(problems)
    return [known[name] for name in names] if names else None


def _print_decisions(
    rulebook: Rulebook,
    entries: list[CaseEntry],
    lang: Lang,
    only: list[str] | None,
    *,
    as_json: bool,
) -> None:
    from doudi.rules.decide import decide as decide_case
    from doudi.rules.decision_text import sentences
    from doudi.rules.report import report

    decisions = [(entry, decide_case(rulebook, entry.case, only)) for entry in entries]
    if as_json:
        _print_json([report(found, lang, warnings=entry.warnings) for entry, found in decisions])
        return
    for place, (entry, found) in enumerate(decisions):
        if place:
            typer.echo("")
        typer.echo(sentences(found, lang))
        for warning in entry.warnings:
            typer.echo(warning.in_(lang))


@app.command()
def plan(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="YAML 或 JSON，可带 changes: / may hold changes:")
    ],
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="MONTH", help="从哪一月起，如 2022-07 / first month"),
    ] = None,
    months: Annotated[
        int, typer.Option("--months", min=1, max=600, help="几个月 / how many months")
    ] = 12,
    on: OnOption = None,
    area: AreaOption = None,
    programmes: ProgrammeOption = None,
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
) -> None:
    """按月排出一户能得到什么，情况变化时怎样衔接 / Month by month: what a family gets as things change."""
    from doudi.rules.plan import make_plan
    from doudi.rules.plan_text import plan_report, plan_text
    from doudi.units.dates import Month

    with refusing(lang):
        rulebook, backgrounds = _load_rulebook()
        only = _known_programmes(rulebook, programmes)
        entries = _read_files([file], rulebook, backgrounds, *_when_and_where(on, area))
        begin = None if first is None else Month.parse(first, where="--from")
        plans = [
            (e, make_plan(rulebook, e.case, e.changes, first=begin, months=months, programmes=only))
            for e in entries
        ]
        if as_json:
            _print_json([plan_report(found, lang, warnings=e.warnings) for e, found in plans])
            return
        for place, (entry, found) in enumerate(plans):
            if place:
                typer.echo("")
            typer.echo(plan_text(found, lang))
            for warning in entry.warnings:
                typer.echo(warning.in_(lang))


def _write_template(files: list[Path], programmes: list[str] | None) -> None:
    from doudi.law.cn import HERE
    from doudi.rules.case_template import write_template
    from doudi.rules.marked_yaml import read_marked
    from doudi.units.text import refusal

    target = files[0] if files else Path("家庭情况登记表.xlsx")
    if target.exists():
        zh, en = "文件已经存在，请换一个名字", "the file exists already; choose another name"
        raise refusal(zh, en, where=str(target))
    if not target.parent.is_dir():
        raise refusal("没有这个文件夹", "there is no such folder", where=str(target.parent))
    rulebook, backgrounds = _load_rulebook()
    only = _known_programmes(rulebook, programmes)
    facts = None if only is None else rulebook.facts_behind(only)
    text = (HERE / "examples" / EXAMPLE).read_text(encoding="utf-8")
    example, _ = read_marked(text, EXAMPLE)
    write_template(target, rulebook, examples=[example], backgrounds=backgrounds, facts=facts)
    typer.echo(str(target))


# -- the rulebook -------------------------------------------------------------------------------------
@app.command()
def check(lang: LangOption = Lang.zh) -> None:
    """载入规则，逐个核对案例 / Load the rulebook and run all its cases, explained and compiled."""
    from doudi.foundation.clock import get_today
    from doudi.law.cn import case_files, known_area
    from doudi.rules.check import check_cases

    with refusing(lang):
        rulebook, backgrounds = _load_rulebook()
        found = check_cases(
            rulebook,
            [*case_files(), *_local_case_files()],
            today=get_today(),
            backgrounds=backgrounds,
            known_area=known_area,
        )
    for problem in found.problems:
        typer.echo(problem.in_(lang))
    for failure in found.failures:
        typer.echo("\n".join(failure.lines(lang)))
    typer.echo(found.summary)
    if not found.passed:
        raise typer.Exit(FAILED)


def _local_case_files() -> list[Path]:
    """The cases of a county's own packs: they must hold before its figures take effect."""
    from doudi.law.cn import local_packs

    packs = local_packs(_environment().local)
    return [path for pack in packs for path in sorted(pack.glob("cases/*.yaml"))]


@app.command()
def schema() -> None:
    """写出案例格式的 JSON Schema / Print the JSON Schema of case files."""
    from doudi.rules.case_schema import case_schema

    with refusing(Lang.zh):
        rulebook, backgrounds = _load_rulebook()
        _print_json(case_schema(rulebook, {b.name: b.label for b in backgrounds.values()}))


@app.command("rulebook")
def write_rulebook(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="写到这个文件夹 / write into DIR"),
    ] = None,
    changes: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--changes",
            metavar="FROM TO",
            help="列出两个日期之间改了什么 / list what changed between two dates",
        ),
    ] = None,
    on: OnOption = None,
    area: AreaOption = None,
    lang: LangOption = Lang.zh,
) -> None:
    """把规则写成相互链接的网页，或者列出两个日期之间的变化 / Write the rule cards as linked HTML pages, or list changes."""
    from doudi.foundation.clock import get_today
    from doudi.units.text import refusal

    with refusing(lang):
        if (out is None) == (changes is None):
            raise refusal(
                "请写 --out 文件夹，或者 --changes 起 止，二者写一个",
                "give either --out DIR or --changes FROM TO",
            )
        day, place = _when_and_where(on, area)
        _environment()
        if changes is not None:
            typer.echo("\n".join(_list_changes(changes, place, lang)))
            return
        assert out is not None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
        from doudi.portal.export import write_rulebook as write

        count = write(out, on=day or get_today(), area=place)
        typer.echo(f"{out}: {count}")


def _list_changes(days: tuple[str, str], area: str | None, lang: Lang) -> list[str]:
    """What changed between two dates in a place; without one, in the place that the county's own pack speaks of."""
    from doudi.law.cn import area_name, own_area
    from doudi.rules.card_changes import change_lines, changes_between
    from doudi.rules.cards import Cards
    from doudi.units.dates import parse_date

    first, last = (parse_date(day, where="--changes") for day in days)
    rulebook, _ = _load_rulebook()
    before, after = (
        Cards(rulebook, on=day, area=area or own_area(rulebook), lang=lang, area_name=area_name)
        for day in (first, last)
    )
    return change_lines(changes_between(before, after), after)


# -- trying a reform ----------------------------------------------------------------------------------
@app.command()
def simulate(
    population: Annotated[
        Path,
        typer.Option("--population", metavar="FILE", help="人口文件（Parquet） / population file"),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="结果写到这个文件夹 / write results into DIR"),
    ],
    reform: Annotated[
        list[Path] | None,
        typer.Option(
            "--reform",
            metavar="FILE",
            help="改革文件（YAML），可写多次，并排比较 / reform file, may be repeated",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="按这一天的规定 / the law of this date"),
    ] = None,
    programme: ProgrammeOption = None,
    elections: Annotated[
        str,
        typer.Option(
            "--elections",
            metavar="none|all|recorded",
            help="没有记录的选择权：都不选、都选、不定 / choices not recorded: nobody, everybody, left open",
        ),
    ] = "none",
    near: Annotated[
        str,
        typer.Option("--near", metavar="YUAN", help="离标准多近算临近 / how near the line is near"),
    ] = "50",
    sample: Annotated[
        int,
        typer.Option(
            "--sample",
            min=0,
            metavar="N",
            help="抽 N 户逐户复算 / decide N households again, one by one",
        ),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="抽样种子 / seed of the sample")] = 1,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="URL",
            help="在 Spark 集群上计算：spark://主机:端口 / compute on a Spark cluster",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="覆盖以前的结果 / replace an earlier result")
    ] = False,
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
) -> None:
    """测算改革：谁受益、谁受损、每月多少钱 / Try reforms on a population: who gains, who loses, what it costs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    with refusing(lang):
        from doudi.config.simulate import Asked, Cluster
        from doudi.config.simulate import simulate as run
        from doudi.foundation.clock import get_today
        from doudi.units.money import parse_yuan

        day, _ = _when_and_where(on, None)
        near_fen = parse_yuan(near, where="--near")
        rulebook, backgrounds = _load_rulebook()
        only = None if programme is None else tuple(programme)
        given = _environment()
        there = Cluster(cluster, given.spark_python, given.local) if cluster is not None else None
        asked = Asked(
            population,
            tuple(reform or ()),
            day,
            only,
            elections,
            near_fen,
            sample,
            seed,
            lang,
            there,
        )
        summary = run(asked, out, rulebook, backgrounds, today=get_today(), force=force)
        if as_json:
            _print_json(summary)
            return
        from doudi.portal.simulation_page import answers

        for line in answers(summary, lang):
            typer.echo(line)
        typer.echo(str(out / "index.html"))


# -- running ------------------------------------------------------------------------------------------
@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="监听地址 / address to listen on")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="端口 / port")] = 8000,
    no_worker: Annotated[
        bool,
        typer.Option(
            "--no-worker", help="后台任务由 doudi worker 另外执行 / workers run elsewhere"
        ),
    ] = False,
    county: Annotated[
        County | None,
        typer.Option(
            "--county",
            help="试用时第一次启动导入虚构的县：一个乡镇，或全县 / on the first start of a trial import the fictional county",
        ),
    ] = None,
) -> None:
    """启动网站、数据库和后台任务 / Start the site with its database and its worker."""
    with refusing(Lang.zh):
        from doudi.config.running import run_site

        run_site(_environment(), host, port, with_worker=not no_worker, county=county)


@app.command()
def worker(
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """执行后台任务，直到停止 / Perform background runs until stopped."""
    with refusing(Lang.zh):
        from doudi.config.running import run_worker

        run_worker(_environment(), with_parent=with_parent)


@app.command()
def migrate(lang: LangOption = Lang.zh) -> None:
    """更新数据库的表 / Bring the database's tables up to date."""
    with refusing(lang):
        from doudi.config.database import open_database

        open_database(_environment(), needs_tables=False)
        from doudi.foundation.database import migrate as bring_up_to_date

        bring_up_to_date(verbosity=1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX、CSV（UTF-8 或 GB18030）")],
    user: Annotated[str, typer.Option("--as", metavar="USER", help="以谁的岗位 / whose posting")],
    ledger: Annotated[
        str, typer.Option("--ledger", metavar="NAME", help="哪一种台账 / which ledger")
    ] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="列的对应 / columns, JSON")
    ] = None,
    all_or_none: Annotated[
        bool, typer.Option("--all-or-none", help="有一行不行就都不导入 / no row is left out")
    ] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """把台账导入登记 / Import a ledger into the register."""
    with refusing(lang):
        from doudi.config.importing import import_file
        from doudi.foundation.clock import get_today

        import_file(
            _environment(),
            file,
            user=user,
            ledger=ledger,
            mapping=mapping,
            mode="all_or_none" if all_or_none else "good_rows",
            on=get_today(),
            lang=lang.value,
            say=typer.echo,
        )


PersonsOption = Annotated[
    int | None, typer.Option("--persons", min=1_000, help="人数 / how many persons")
]


@bench.command("rules")
def bench_rules(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """低保一族规则的速度，与 OpenFisca 相比 / The Dibao family of rules, beside OpenFisca."""
    _bench("rules", persons, as_json=as_json)


@bench.command("rulebook")
def bench_rulebook(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """全部规则一次算完的速度 / The whole rulebook at once."""
    _bench("rulebook", persons, as_json=as_json)


@bench.command("dibao")
def bench_dibao(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """只算低保，与手写 SQL（DuckDB）、Polars 相比 / Dibao alone, beside SQL on DuckDB, and Polars."""
    _bench("dibao", persons, as_json=as_json)


@bench.command("cluster")
def bench_cluster(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """本机 Spark 集群的速度 / A Spark cluster on this machine: time by partitions, cost of a task."""
    _bench("cluster", persons, as_json=as_json)


@bench.command("simulate")
def bench_simulate(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """从人口文件到写好的测算结果要多久 / From a population file to the written results of a reform."""
    _bench("simulate", persons, as_json=as_json)


@bench.command("register")
def bench_register(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """一个县的登记：导入、取出、全县重算、查找、查重 / A county's register: import, arrays, decisions, pages, duplicates."""
    _bench("register", persons, as_json=as_json)


@bench.command("casework")
def bench_casework(persons: PersonsOption = None, as_json: JsonOption = False) -> None:
    """十万个案件：今天的工作、案件页、提标、文书 / A hundred thousand cases: pages, a raise of the standard, letters."""
    _bench("casework", persons, as_json=as_json)


@bench.command("payments")
def bench_payments(
    lines: Annotated[
        list[int] | None,
        typer.Option(
            "--lines",
            metavar="N",
            help="多少笔；可以给几次，看怎样增长 / how many payments; given several times: how it grows",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """五万笔：测算、审核、生成文件、回盘 / Fifty thousand payments: planned, signed, made into files, answered by the bank."""
    from doudi.rules.bench import bench as run

    run("payments", lines=lines, as_json=as_json)


def _bench(name: str, persons: int | None, *, as_json: bool) -> None:
    from doudi.rules.bench import bench as run

    run(name, persons=persons, as_json=as_json)


@demo.command("population")
def demo_population(
    persons: Annotated[int, typer.Option("--persons", metavar="N", help="人数 / how many persons")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="写到这个文件 / write this .parquet file")
    ],
    seed: Annotated[
        int,
        typer.Option(
            "--seed", min=0, help="同样的种子得到同样的人口 / the same seed, the same people"
        ),
    ] = 1,
    place: Annotated[
        Place,
        typer.Option(
            "--place",
            help="wengan：按瓮安县2018年公布数；demo：少见情形更多 / like Weng'an 2018, or rare situations more often",
        ),
    ] = Place.wengan,
    lang: LangOption = Lang.zh,
) -> None:
    """抽取虚构的样本人口，写成 Parquet / Draw a synthetic population into a Parquet file. No real person's data."""
    from doudi.law.people.draw import write_population

    with refusing(lang):
        rulebook, _ = _load_rulebook()
        households = write_population(out, persons, seed, place.value, rulebook)
    typer.echo(f"{out}: {persons} / {households}")


@demo.command("county")
def demo_county(
    size: Annotated[
        County,
        typer.Option("--size", help="一个乡镇，或约49万人的全县 / one township, or 490,000 people"),
    ] = County.township,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", min=0, help="同样的种子得到同样的县 / the same seed, the same county"
        ),
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="只写出各部门的台账，不导入 / only write the departments' files, import nothing",
        ),
    ] = None,
    lang: LangOption = Lang.zh,
) -> None:
    """写出虚构的安和县的各部门台账，并导入登记 / Write the fictional county as its departments' files, and import them."""
    with refusing(lang):
        from doudi.config import demo_county as county
        from doudi.foundation.clock import get_today

        environment = _environment()
        if out is not None:
            county.write_files(out, size, seed, get_today(), typer.echo)
            return
        counts = county.load(environment, size, seed, get_today(), typer.echo)
    for name in ("households_new", "persons_new", "supporters_new", "facts_new"):
        typer.echo(f"{name}: {counts.get(name, 0):,}")


@demo.command("counts")
def demo_counts(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="样本人口文件 / a population file")],
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
) -> None:
    """用规则判断样本人口，与公布数对照 / Decide a synthetic population and set its counts beside the published ones."""
    from doudi.law.people.counts import compare, count_decided, lines
    from doudi.law.people.figures import read_figures
    from doudi.rules.population_file import PopulationFile

    with refusing(lang):
        population = PopulationFile(file, *_load_rulebook())
        counts = count_decided(population)
        rows = list(compare(counts, read_figures(Place.wengan.value)))
    if as_json:
        _print_json([row.as_dict() for row in rows])
    else:
        typer.echo("\n".join(lines(rows, lang)))


# -- shared -------------------------------------------------------------------------------------------
def _load_rulebook(*, place_law: bool = False) -> tuple[Rulebook, dict[str, Background]]:
    """The law with the county's own packs, and the backgrounds that cases may rest on. `place_law`: with what the place has signed."""
    from doudi.law.cn import backgrounds_path, load_rulebook
    from doudi.rules.backgrounds import read_backgrounds

    rulebook = _with_signed_figures() if place_law else load_rulebook(_environment().local)
    return rulebook, read_backgrounds(backgrounds_path(), rulebook)


def _with_signed_figures() -> Rulebook:
    from doudi.config.database import open_database

    open_database(_environment())
    from doudi.foundation.rulebook import get_rulebook

    return get_rulebook()


def _environment() -> Environment:
    from doudi.config.environment import read_environment

    return read_environment()


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


add_procedures(app)
add_replay(app)
add_commands(app)  # last: the list of commands begins with what most people use
