"""`doudi simulate`: a population file and reforms in, a folder of results out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from doudi.law.cn import area_name
from doudi.law.cn.simulation import LENS
from doudi.rules import spark
from doudi.rules.backgrounds import Background
from doudi.rules.population_file import PopulationFile
from doudi.rules.rulebook import Rulebook
from doudi.rules.simulate.cluster import simulate_on_cluster
from doudi.rules.simulate.folder import HOUSEHOLDS, PAGE, SUMMARY, TABLES, result_folder
from doudi.rules.simulate.plan import Plan, Request, make_plan
from doudi.rules.simulate.reform import Reform, read_reform
from doudi.rules.simulate.run import Outcome, simulate_file
from doudi.rules.simulate.summary import summarise
from doudi.rules.simulate.tables import write_workbook
from doudi.units.text import Problem, ProblemsError

OPEN_AGAIN = "doudi.law.cn.simulation:open_again"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark cluster by its address; its workers' Python (None: where this one stands), and the place's own figures."""

    url: str
    python: str | None
    local: Path | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for. `on` None: the day of which the file speaks."""

    population: Path
    reforms: tuple[Path, ...]
    on: date | None
    programmes: tuple[str, ...] | None
    elections: str
    near_fen: int
    sample: int
    seed: int
    lang: str
    cluster: Cluster | None = None


def simulate(
    asked: Asked,
    out: Path,
    book: Rulebook,
    backgrounds: Mapping[str, Background],
    *,
    today: date,
    force: bool,
) -> dict[str, Any]:
    """Write `summary.json`, `households.parquet`, `tables.xlsx` and `index.html` to `out`, all of them or none.

    Raises:
        ProblemsError: the file, a reform, the folder or the cluster cannot be used, or the sample differs.
    """
    from doudi.portal.simulation_page import require_page_files

    require_page_files()
    with _session(asked.cluster) as session, result_folder(out, force=force) as draft:
        file, plan = prepare(asked, book, backgrounds, today=today)
        with _progress(file.households) as told:
            outcome = _decided(asked, session, file, plan, draft / HOUSEHOLDS, told)
        summary = summarise(file, plan, outcome, area_name)
        write_results(draft, summary, asked.lang)
    return summary


@contextmanager
def _session(cluster: Cluster | None) -> Iterator[Any]:
    """A session on the cluster; None: this machine alone."""
    if cluster is None:
        yield None
        return
    with spark.cluster(cluster.url, cluster.python) as session:
        yield session


def _decided(
    asked: Asked,
    session: Any,
    file: PopulationFile,
    plan: Plan,
    households: Path,
    told: Callable[[int], None] | None,
) -> Outcome:
    if asked.cluster is None:
        return simulate_file(
            file, plan, households, sample=asked.sample, seed=asked.seed, progress=told
        )
    found = simulate_on_cluster(
        session,
        file,
        plan,
        households,
        open_again=OPEN_AGAIN,
        local=asked.cluster.local,
        sample=asked.sample,
        seed=asked.seed,
        progress=told,
    )
    return found.outcome


def prepare(
    asked: Asked, book: Rulebook, backgrounds: Mapping[str, Background], *, today: date
) -> tuple[PopulationFile, Plan]:
    """The population file, and what is to be computed of it. Faults of the file and of all reforms come together."""
    problems: list[Problem] = []
    reforms = list(_reforms(asked.reforms, book, problems))
    try:
        file = PopulationFile(asked.population, book, backgrounds)
    except ProblemsError as error:
        raise ProblemsError([*error.problems, *problems]) from error
    if problems:
        raise ProblemsError(problems)
    on = asked.on or file.about.on or today
    request = Request(on, asked.programmes, asked.elections, asked.near_fen)
    return file, make_plan(book, reforms, request, LENS, file.stated, file.columns)


def _reforms(paths: Sequence[Path], book: Rulebook, problems: list[Problem]) -> Iterator[Reform]:
    for path in paths:
        try:
            yield read_reform(path, book)
        except ProblemsError as error:
            problems += error.problems


def write_results(draft: Path, summary: dict[str, Any], lang: str) -> None:
    """Everything beside the households. Django's settings module must be named."""
    from doudi.portal.simulation_page import write_page

    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (draft / SUMMARY).write_text(text + "\n", encoding="utf-8")
    write_workbook(draft / TABLES, summary, lang)
    write_page(draft / PAGE, summary, lang)


@contextmanager
def _progress(households: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on a terminal; nothing where the output is kept."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=households)
        yield lambda done: bar.update(task, completed=done)
