"""`doudi staff`: the first three administrators of a new server, and a way back in when the last one is locked out."""

from __future__ import annotations

from typing import Annotated

import typer

from doudi.config.command_line import Lang, LangOption, refusing
from doudi.foundation.domain.roles import Role
from doudi.foundation.domain.separation import ADMINISTRATORS
from doudi.units.text import refusal

staff = typer.Typer(help="管理员 / Administrators.", no_args_is_help=True, rich_markup_mode=None)
NameOption = Annotated[str, typer.Option("--name", help="姓名 / full name")]
AreaOption = Annotated[str, typer.Option("--area", metavar="CODE", help="辖区 / area code")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role", metavar="system_admin|security_admin|audit_admin", help="岗位 / posting"
    ),
]
UserArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="用户名 / user name")]


@staff.command()
def add(
    username: UserArgument,
    name: NameOption,
    role: RoleOption,
    area: AreaOption,
    lang: LangOption = Lang.zh,
) -> None:
    """新建一名管理员，显示初始密码 / Make one of the three administrators; prints the first password.

    其他人员由系统管理员建账号、安全管理员任命岗位 / Everybody else is made on the pages.
    """
    with refusing(lang):
        if role not in {each.value for each in ADMINISTRATORS}:
            raise refusal(
                "命令行只建三种管理员；其他岗位在页面上任命",
                "The command makes administrators only; other postings are given on the page",
                value=role,
            )
        password = _add(username, name, Role(role), area)
        typer.echo(password)


@staff.command()
def password(username: UserArgument, lang: LangOption = Lang.zh) -> None:
    """重置密码并解除锁定，显示初始密码 / A new first password, for an administrator who is locked out."""
    with refusing(lang):
        _open()
        from doudi.foundation.access import acting, system
        from doudi.foundation.clock import get_today
        from doudi.foundation.selectors.staff import get_account
        from doudi.foundation.services.accounts import reset_password

        with acting(system("command")) as actor:
            account = get_account(actor, username)
            if account is None:
                raise refusal("没有这个用户名", "There is no such user name", value=username)
            typer.echo(reset_password(actor=actor, account=account, on=get_today()))


def _add(username: str, name: str, role: Role, area: str) -> str:
    _open()
    from doudi.foundation.access import acting, system
    from doudi.foundation.clock import get_today
    from doudi.foundation.services.accounts import create_account
    from doudi.foundation.services.postings import grant_posting

    today = get_today()
    with acting(system("command")) as actor:
        new = create_account(
            actor=actor, username=username, full_name=name, area_code=area, on=today
        )
        grant_posting(
            actor=actor,
            account=new.account,
            role=role.value,
            area_code=area,
            valid_from=today,
            valid_to=None,
            reason="doudi staff add",
            on=today,
        )
    return new.password


def _open() -> None:
    from doudi.config.database import open_database
    from doudi.config.environment import read_environment

    open_database(read_environment())
