"""What every `doudi` command shares: the language, JSON, and how it ends when it cannot go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

FAILED, BAD_INPUT = 1, 2


class Lang(StrEnum):
    zh = "zh"
    en = "en"


LangOption = Annotated[Lang, typer.Option("--lang", help="zh 中文 / en English")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@contextmanager
def refusing(lang: Lang) -> Iterator[None]:
    """What cannot be used ends with its sentences and exit code 2, never with a traceback."""
    from doudi.config.environment import BadEnvironment
    from doudi.foundation.keys import BadKeys
    from doudi.units.text import ProblemsError

    try:
        yield
    except ProblemsError as error:
        typer.echo(error.in_(lang), err=True)
    except BadKeys as error:
        typer.echo(f"密钥文件不能用 / the key file cannot be used: {error}", err=True)
    except BadEnvironment as error:
        typer.echo("\n".join(error.problems), err=True)
    else:
        return
    raise typer.Exit(BAD_INPUT)
