"""`doudi replay`: a decision of last year, computed again today from what was kept of it."""

from __future__ import annotations

from typing import Annotated

import typer

from doudi.config.command_line import FAILED, Lang, LangOption, refusing
from doudi.units.text import Text, refusal

SAME = Text(
    "{0} {1} {2}：重算 {3} 个步骤，逐字节一致（{4}）",
    "{0} {1} {2}: {3} steps computed again, the same bytes ({4})",
)
DIFFERS = Text("{0} {1} {2}：不一致——{3}", "{0} {1} {2}: NOT the same: {3}")
IN_ALL = Text("共 {0} 个决定，{1} 个不一致", "{0} decisions, {1} not the same")


def add_replay(app: typer.Typer) -> None:
    """Put the command under `doudi`."""

    @app.command()
    def replay(
        case: Annotated[
            str, typer.Argument(metavar="CASE", help="案件编号 / the case's number")
        ] = "",
        every: Annotated[
            bool, typer.Option("--all", help="检查所有决定 / check every decision")
        ] = False,
        lang: LangOption = Lang.zh,
    ) -> None:
        """用当时的法规和事实重新计算决定，逐字节比较 / Compute decisions again with the law and the facts of their day; compare every byte.

        Exit code 1: a difference.
        """
        with refusing(lang):
            if bool(case) == every:
                raise refusal("请写案件编号，或者 --all", "name a case, or --all")
            total, different = _replay(case, lang)
            if not total:
                raise refusal("没有找到决定", "no decision was found", value=case)
        typer.echo(IN_ALL.in_(lang).format(total, different))
        if different:
            raise typer.Exit(FAILED)


def _replay(case: str, lang: Lang) -> tuple[int, int]:
    from doudi.config.database import open_database
    from doudi.config.environment import read_environment

    open_database(read_environment())
    from doudi.casework.services.replays import FAULTS, replay_all
    from doudi.foundation.access import acting, system

    total = different = 0
    with acting(system("replay")) as viewer:
        for decision, found in replay_all(viewer, case):
            total += 1
            about = (decision.case.number, decision.on, decision.get_outcome_display())
            if found.is_same:
                typer.echo(SAME.in_(lang).format(*about, found.variables, found.digest[:12]))
            else:
                different += 1
                why = Text("；", "; ").in_(lang).join(FAULTS[f].in_(lang) for f in found.faults)
                typer.echo(DIFFERS.in_(lang).format(*about, why))
    return total, different
