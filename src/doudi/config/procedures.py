"""`doudi procedures`: the procedures of this house, and by when each step is due if others are done on given days."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doudi.config.command_line import JsonOption, Lang, LangOption, refusing

if TYPE_CHECKING:
    from doudi.casework.domain.simulate_clocks import Period
    from doudi.casework.procedure_sheet import Sheet


def add_procedures(app: typer.Typer) -> None:
    """Put this command under `doudi`."""

    @app.command()
    def procedures(
        name: Annotated[
            str | None, typer.Argument(metavar="NAME", help="程序，如 dibao / a procedure")
        ] = None,
        at: Annotated[
            list[str] | None,
            typer.Option(
                "--at",
                metavar="STEP=DAY",
                help="某一步的日期，如 accept=2022-09-22 / the day of a step",
            ),
        ] = None,
        version: Annotated[
            str, typer.Option("--version", metavar="VERSION", help="版本 / version")
        ] = "",
        on: Annotated[
            str | None, typer.Option("--on", metavar="DAY", help="按哪天的规定 / the law of a day")
        ] = None,
        area: Annotated[
            str | None, typer.Option("--area", metavar="CODE", help="区划代码 / place")
        ] = None,
        lang: LangOption = Lang.zh,
        as_json: JsonOption = False,
    ) -> None:
        """列出办理程序；填上日期，算出每一步最晚哪天 / The procedures; with days, by when each step is due."""
        with refusing(lang):
            told = _told(name, at or [], version, on, area, lang)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            typer.echo(_lines(told, lang))


def _told(
    name: str | None, at: list[str], version: str, on: str | None, area: str | None, lang: Lang
) -> dict[str, Any]:
    from doudi.config.database import prepare_django

    prepare_django()
    from doudi.casework.procedure_book import get_procedures
    from doudi.casework.procedure_sheet import (
        Sheet,
        authority_words,
        find_procedure,
        list_periods,
        read_given,
        try_days,
    )
    from doudi.foundation.clock import get_today
    from doudi.foundation.rulebook import get_rulebook
    from doudi.law import cn
    from doudi.rules.case_file import checked_area
    from doudi.units.dates import parse_date

    place = checked_area(area, cn.known_area, "--area") if area else cn.own_area(get_rulebook())
    if name is None:
        rows = [
            {"name": p.name, "version": p.version, "label": p.label.in_(lang), "from": _iso(p.since), "until": _iso(p.until)}
            for p in get_procedures()
        ]  # fmt: skip
        return {"procedures": rows}
    written = [_pair(text) for text in at]
    day = parse_date(on, where="--on") if on else _first_day(written) or get_today()
    procedure = find_procedure(name, version, place, day)
    sheet = Sheet(procedure, place, day, lang)
    given = read_given(procedure, written)
    return {
        "name": procedure.name,
        "version": procedure.version,
        "label": procedure.label.in_(lang),
        "area": place,
        "authority": authority_words(sheet),
        "clocks": list_periods(sheet),
        "due": [_due(sheet, p) for p in try_days(sheet, given)],
    }


def _pair(text: str) -> tuple[str, str]:
    from doudi.units.text import refusal

    action, equals, day = text.partition("=")
    if not equals or not day.strip():
        raise refusal("应写成“步骤=日期”，如 accept=2022-09-22", "write STEP=DAY, as in accept=2022-09-22", where="--at", value=text)  # fmt: skip
    return action.strip(), day.strip()


def _first_day(written: list[tuple[str, str]]) -> date | None:
    """The law of the first day: a case keeps the version with which it began."""
    from doudi.units.dates import parse_date

    return min((parse_date(day, where="--at") for _action, day in written), default=None)


def _due(sheet: Sheet, period: Period) -> dict[str, Any]:
    return {
        "name": period.name,
        "label": period.label.in_(sheet.lang),
        "kind": period.kind,
        "from": _iso(period.start),
        "after": period.started_by,
        "days": period.days,
        "unit": period.unit,
        "due": _iso(period.due),
        "may_from": _iso(period.may_from),
        "ended": _iso(period.ended),
        "is_late": period.is_late,
        "is_provisional": period.provisional,
        "stops": [[_iso(first), _iso(last)] for first, last in period.stops],
        "named_days": [{"name": f.name, "from": _iso(f.first), "to": _iso(f.last), "is_work": f.is_work} for f in period.free],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(told: dict[str, Any], lang: Lang) -> str:
    zh = lang == Lang.zh
    if "procedures" in told:
        return "\n".join(
            f"{r['name']} {r['version']}  {r['label']}  {r['from']}–{r['until'] or ''}"
            for r in told["procedures"]
        )
    lines = [f"{told['label']} ({told['name']} {told['version']}, {told['area']})", *told["authority"]]  # fmt: skip
    if not told["due"]:
        lines += [f"{c['letter']} {c['label']}: {c['words']}  {c['from']} → {c['until']}" for c in told["clocks"]]  # fmt: skip
    for due in told["due"]:
        what = due["due"] or ("本地还没有规定天数" if zh else "not set here")
        line = f"{due['label']}: {what}"
        if due["may_from"]:
            line += f"（{due['may_from']} 起可以办下一步）" if zh else f" (go on from {due['may_from']})"  # fmt: skip
        line += f"  {due['after']} {due['from']} + {due['days']}"
        if due["is_late"]:
            line += f"  ✗ {due['ended']}"
        lines.append(line)
        lines += [f"    {n['from']}–{n['to']} {n['name']}{('（上班）' if zh else ' (people work)') if n['is_work'] else ''}" for n in due["named_days"]]  # fmt: skip
    return "\n".join(lines)
