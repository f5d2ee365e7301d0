"""`doudi bench cluster`: a simulation on a real Spark of one master and two workers on this machine, in 1, 2 and 4 parts.

    python -m benchmarks.measure_cluster [--persons N] [--json]

The population file has eight counties; the law as it stands and one reform are computed, rows are written. Beside the cluster: the same on this
machine without Spark, and the file merely read, by Spark's own reader and by the tasks. What a task costs beyond its own work is
`overhead_per_task_s`: the time of a job of empty tasks, over their number. On one machine workers share its cores, so more
parts are hardly faster than one machine; what is shown is what Spark costs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import cores_taken, machine_line, print_table, seconds, short
from benchmarks.parquet import write_people
from benchmarks.people import make_people
from benchmarks.standalone import standalone
from doudi.law.cn import area_name, backgrounds_path, load_rulebook
from doudi.law.cn.simulation import LENS
from doudi.rules import spark
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.population_file import PopulationFile
from doudi.rules.simulate.cluster import simulate_on_cluster
from doudi.rules.simulate.plan import Plan, Request, make_plan
from doudi.rules.simulate.reform import read_reform
from doudi.rules.simulate.run import simulate_file
from doudi.rules.simulate.summary import summarise

SIZES = (1_000_000,)
PARTS = (1, 2, 4)
EMPTY_TASKS = 64
COUNTIES = [f"9001{number:02}100000" for number in range(1, 9)]
RAISE = (
    "name: {zh: 农村标准提高10%, en: Rural line up by 10 %}\nvalues: {dibao_line: {rural: +10%}}\n"
)
OPEN_AGAIN = "doudi.law.cn.simulation:open_again"


def nothing(piece: spark.Piece) -> None:
    """The work of an empty task."""


def read_all(piece: spark.Piece) -> int:
    """Every row group of a file, all its columns."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(piece["path"]) as file:
        return sum(file.read_row_group(g, use_threads=False).num_rows for g in piece["groups"])


def only_ids(batches: Any) -> Any:
    """For Spark's own reader: everything is handed over, almost nothing handed back."""
    for batch in batches:
        yield batch.select(["household_id"])


def prepare(folder: Path, persons: int) -> tuple[PopulationFile, Plan]:
    book = load_rulebook()
    write_people(folder / "people.parquet", book, make_people(persons), COUNTIES)
    (folder / "raise.yaml").write_text(RAISE, encoding="utf-8")
    file = PopulationFile(
        folder / "people.parquet", book, read_backgrounds(backgrounds_path(), book)
    )
    assert file.about.on is not None
    reforms = [read_reform(folder / "raise.yaml", book)]
    return file, make_plan(book, reforms, Request(file.about.on), LENS, file.stated, file.columns)


def measure(persons: int, folder: Path) -> dict[str, Any]:
    """One row of figures. Raises AssertionError where the cluster's sums are not those of one machine."""
    file, plan = prepare(folder, persons)
    alone = simulate_file(file, plan, folder / "warm.parquet")
    wanted = summarise(file, plan, alone, area_name)
    row: dict[str, Any] = {"persons": persons, "households": file.households}
    row["one_machine_s"] = seconds(lambda: simulate_file(file, plan, folder / "alone.parquet"), 2)
    with standalone(folder, memory="1500m") as url, spark.cluster(url) as session:
        row["cores"] = session.sparkContext.defaultParallelism

        def run(parts: int) -> tuple[float, Any]:
            shutil.rmtree(folder / "out", ignore_errors=True)
            start = time.perf_counter()
            found = simulate_on_cluster(
                session, file, plan, folder / "out", open_again=OPEN_AGAIN, parts=parts
            )
            return time.perf_counter() - start, found

        row["first_run_s"], _ = run(2)  # each worker loads the rulebook and compiles

        def by_parts() -> None:
            for parts in PARTS:
                row[f"parts_{parts}_s"], found = run(parts)
                work = sum(answer.microseconds for answer in found.answers) / 1e6
                row[f"parts_{parts}_work_s"] = work
                assert summarise(file, plan, found.outcome, area_name) == wanted, parts

        row["cores_taken_by_others"] = cores_taken(by_parts)
        row |= _cost_of_spark(session, file)
    return {**row, "machine": machine_line()}


def _cost_of_spark(session: Any, file: PopulationFile) -> dict[str, float]:
    empty = seconds(lambda: spark.run_everywhere(session, nothing, [{}] * EMPTY_TASKS), 3)
    half = file.groups // 2
    shares = [range(half), range(half, file.groups)]
    pieces = [{"path": str(file.path), "groups": list(share)} for share in shares]

    def spark_reads() -> None:
        table = session.read.parquet(str(file.path))
        spark.map_in_arrow(table, only_ids, "household_id long").count()

    def tasks_read() -> None:
        spark.run_everywhere(session, read_all, pieces)

    for once in (spark_reads, tasks_read):
        once()
    return {
        "overhead_per_task_s": empty / EMPTY_TASKS,
        "spark_reads_s": seconds(spark_reads, 3),
        "tasks_read_s": seconds(tasks_read, 3),
    }


def main() -> None:
    options = argparse.ArgumentParser(prog="doudi bench cluster")
    options.add_argument("--persons", type=int, action="append", help="how many persons")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    rows = []
    for persons in asked.persons or SIZES:
        print(f"{persons:,} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            rows.append({k: short(v) for k, v in measure(persons, Path(folder)).items()})
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
