"""Commands for whoever runs the server: verify, keys, rekey, backup, restore, areas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from doudi.config.command_line import FAILED, JsonOption, Lang, LangOption, refusing

CipherOption = Annotated[
    str,
    typer.Option(
        "--cipher",
        metavar="aes-256-gcm|sm4-gcm",
        help="加密算法；要求国密算法的用 sm4-gcm / sm4-gcm where domestic algorithms are required",
    ),
]
keys = typer.Typer(help="密钥文件 / The key file.", no_args_is_help=True, rich_markup_mode=None)
areas = typer.Typer(help="区划 / Areas.", no_args_is_help=True, rich_markup_mode=None)


def add_commands(app: typer.Typer) -> None:
    """Put these commands under `doudi`."""
    app.add_typer(keys, name="keys")
    app.add_typer(areas, name="areas")

    @app.command()
    def verify(
        deep: Annotated[
            bool,
            typer.Option(
                "--deep",
                help="逐个解密、逐个读出文件 / also decrypt every value and read every file",
            ),
        ] = False,
        lang: LangOption = Lang.zh,
        as_json: JsonOption = False,
    ) -> None:
        """检查操作记录、数据库规则、密文和文件是否完好 / Check that trail, database rules, ciphers and files are as Doudi left them."""
        with refusing(lang):
            address = _open()
            from doudi.foundation.database import as_owner
            from doudi.foundation.verify import verify as look

            with as_owner():
                report = look(address.app, deep=deep)
        if as_json:
            found = {
                "good": report.is_good,
                "seen": [text.in_(lang) for text in report.seen],
                "problems": [text.in_(lang) for text in report.problems],
            }
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            _say_report(report, lang)
        if not report.is_good:
            raise typer.Exit(FAILED)

    @app.command()
    def rekey(
        cipher: CipherOption = "aes-256-gcm",
        drop_old: Annotated[
            bool,
            typer.Option(
                "--drop-old",
                help="全部换好后，从密钥文件去掉旧密钥 / when all is moved, take the old keys out of the key file",
            ),
        ] = False,
        lang: LangOption = Lang.zh,
    ) -> None:
        """换用新密钥：新增一把，把所有密文和文件移过去；中断后再运行会接着做 / A new key, and everything moved to it; run again after an interruption."""
        with refusing(lang):
            _open()
            from doudi.foundation.key_file import add_key
            from doudi.foundation.keys import keyring
            from doudi.foundation.services.rekey import (
                count_waiting,
                drop_old_keys,
                move_to_newest_key,
            )

            if drop_old:
                typer.echo(f"- {drop_old_keys()}")
                return
            if not count_waiting():
                add_key(cipher)
            typer.echo(f"→ {keyring().newest.id} ({keyring().newest.cipher})")
            moved = move_to_newest_key(lambda what, count: typer.echo(f"{what}: {count}"))
            typer.echo(f"= {moved}")

    @app.command()
    def backup(
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="写到这个文件 / write this file")
        ],
        lang: LangOption = Lang.zh,
    ) -> None:
        """备份数据库和文件（已加密，密钥文件另存） / Back up database and files, encrypted; the key file is kept elsewhere."""
        with refusing(lang):
            _open()
            from doudi.foundation.backup import make_backup

            _say_backup(file, make_backup(file))

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 / the archive")],
        replace: Annotated[
            bool,
            typer.Option("--replace", help="覆盖现有数据 / replace what the database holds now"),
        ] = False,
        lang: LangOption = Lang.zh,
    ) -> None:
        """从备份恢复 / Restore a backup. Stop the site and the workers first."""
        with refusing(lang):
            _open(needs_tables=False)
            from doudi.foundation.backup import restore_backup

            _say_backup(file, restore_backup(file, replace=replace))


@keys.command("new")
def new_keys(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="密钥文件 / the key file")],
    cipher: CipherOption = "aes-256-gcm",
    lang: LangOption = Lang.zh,
) -> None:
    """写一份新的密钥文件 / Write a new key file."""
    with refusing(lang):
        from doudi.foundation.key_file import write_new_keys

        write_new_keys(file, cipher)
    typer.echo(str(file))


@keys.command("show")
def show_keys(lang: LangOption = Lang.zh) -> None:
    """列出密钥的编号和算法，不显示密钥本身 / List the keys by number and cipher, never the keys themselves."""
    with refusing(lang):
        from doudi.config.environment import read_environment
        from doudi.foundation.keys import read_keys

        given = read_environment()
        path = given.keys or given.data / "keys.json"
        ring = read_keys(path)
    typer.echo(str(path))
    for key in ring.encryption:
        typer.echo(f"{key.id}  {key.cipher}{'  ←' if key == ring.newest else ''}")


@areas.command("import")
def import_table(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV：12位代码,名称 / CSV: 12-digit code,name")
    ],
    first_day: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="从哪天起，默认今天 / from which day, today"),
    ] = None,
    is_whole: Annotated[
        bool,
        typer.Option("--whole", help="这是整表，表里没有的停用 / what it leaves out has ended"),
    ] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """导入区划表 / Import the table of places (UTF-8 or GB18030)."""
    with refusing(lang):
        content = _content(file)
        _open()
        from doudi.foundation.access import acting, system
        from doudi.foundation.clock import get_today
        from doudi.foundation.services.areas import import_areas
        from doudi.units.dates import parse_date

        on = parse_date(first_day, where="--from") if first_day else get_today()
        with acting(system("areas.import")) as actor:
            plan = import_areas(
                actor=actor, content=content, name=file.name, is_whole=is_whole, on=on
            )
        changed = len(plan.changed)
        typer.echo(f"+{len(plan.added)} ~{changed} -{len(plan.ended)} ={plan.unchanged}")


def _content(file: Path) -> bytes:
    from doudi.units.text import refusal

    try:
        return file.read_bytes()
    except OSError as error:
        raise refusal(
            f"文件不能读取：{error.strerror}",
            f"the file cannot be read: {error.strerror}",
            where=str(file),
        ) from None


def _open(*, needs_tables: bool = True) -> Any:
    from doudi.config.database import open_database
    from doudi.config.environment import read_environment

    return open_database(read_environment(), needs_tables=needs_tables)


def _say_report(report: Any, lang: Lang) -> None:
    for text in report.seen:
        typer.echo(text.in_(lang))
    for text in report.problems:
        typer.echo(f"✗ {text.in_(lang)}", err=True)
    if report.is_good:
        typer.echo("✓")


def _say_backup(file: Path, made: Any) -> None:
    typer.echo(f"{file}: {made.made_at}, {made.files} + {made.head}, Doudi {made.version}")
