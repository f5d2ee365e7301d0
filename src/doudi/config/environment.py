"""Every environment value that Doudi reads, declared once, with a help line.

No Django here: the `doudi` command reads it too. docs/en/operations.md explains each value, and a test holds the two together.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class BadEnvironment(ValueError):
    """One or more environment values cannot be used. Each problem is a sentence in Chinese and in English."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Unreadable(Exception):
    """What a value should have been, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def _read_text(text: str) -> str:
    return text


def _read_switch(text: str) -> bool:
    match text.lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise _Unreadable("应为 1 或 0", "it must be 1 or 0")


def _read_mode(text: str) -> str:
    if text not in ("demo", "production"):
        raise _Unreadable("应为 demo 或 production", "it must be demo or production")
    return text


def _read_hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _read_site(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_bare:
        raise _Unreadable(
            "应为 https:// 开头的网址，后面不带路径",
            "it must be an address that begins with https:// and has no path",
        )
    return text.rstrip("/")


def _read_existing_folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_dir():
        raise _Unreadable("没有这个文件夹", "there is no such folder")
    return path.resolve()


def _read_folder(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise _Unreadable("这不是文件夹", "it is not a folder")
    return path.resolve()


def _read_existing_file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise _Unreadable("没有这个文件", "there is no such file")
    return path.resolve()


def _read_database(text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")):
        raise _Unreadable("应以 postgresql:// 开头", "it must begin with postgresql://")
    return text


def _default_data_folder() -> Path:
    """`var/` inside the checkout; for an installed package, inside the folder it is started from."""
    checkout = Path(__file__).resolve().parents[3]
    home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return home / "var"


def _declare(name: str, help_line: str, *, read: Callable[[str], object], default: object) -> Any:
    metadata = {"name": name, "help": help_line, "read": read}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The values that Doudi was started with, checked and typed."""

    mode: str = _declare(
        "DOUDI_MODE",
        "demo: a trial on this machine only. production: a server; then the secret key and the host names are required.",
        read=_read_mode,
        default="demo",
    )
    secret_key: str = _declare(
        "DOUDI_SECRET_KEY",
        f"Signs cookies and links; at least {SHORTEST_SECRET} random characters. In demo mode one is made and kept in the data folder.",
        read=_read_text,
        default="",
    )
    allowed_hosts: tuple[str, ...] = _declare(
        "DOUDI_ALLOWED_HOSTS",
        "The host names that browsers use to reach Doudi, separated by commas. In demo mode: this machine's own names.",
        read=_read_hosts,
        default=(),
    )
    https: bool = _declare(
        "DOUDI_HTTPS",
        "1 (as in production) if browsers reach Doudi by https, through a proxy that sets X-Forwarded-Proto; else 0.",
        read=_read_switch,
        default=None,
    )
    site: str = _declare(
        "DOUDI_SITE",
        "The address at which residents reach Doudi, such as https://shebao.example.gov.cn. Acceptance slips then carry a link and its picture.",
        read=_read_site,
        default="",
    )
    debug: bool = _declare(
        "DOUDI_DEBUG",
        "1 shows errors with their source code in the browser. Refused in production.",
        read=_read_switch,
        default=False,
    )
    local: Path | None = _declare(
        "DOUDI_LOCAL",
        "The folder with the county's own value pack; it is laid over the packs that Doudi ships.",
        read=_read_existing_folder,
        default=None,
    )
    data: Path = _declare(
        "DOUDI_DATA",
        "The folder where Doudi keeps what it writes. By default var/ inside the project.",
        read=_read_folder,
        default=_default_data_folder,
    )

    keys: Path | None = _declare(
        "DOUDI_KEYS",
        "The file with the keys for identity numbers, documents and the audit chain (`doudi keys new` writes one). Required in production; keep a copy apart from the backups.",
        read=_read_existing_file,
        default=None,
    )
    database_url: str = _declare(
        "DATABASE_URL",
        "postgresql://user:password@host:port/name, as the application's role (no BYPASSRLS). Without it Doudi runs a PostgreSQL of its own in the data folder.",
        read=_read_database,
        default="",
    )
    database_owner_url: str = _declare(
        "DATABASE_OWNER_URL",
        "The same database as the owner of its tables: for `doudi migrate`, `verify`, `backup`, `restore` and `rekey` only.",
        read=_read_database,
        default="",
    )

    spark_python: str | None = _declare(
        "DOUDI_SPARK_PYTHON",
        "The Python on the workers of a Spark cluster, with Doudi installed in it. By default it stands where this one does.",
        read=_read_text,
        default=None,
    )

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"


def list_declarations() -> list[tuple[str, str]]:
    """(name, help line) of every value, in the order in which an operator meets them."""
    return [(each.metadata["name"], each.metadata["help"]) for each in fields(Environment)]


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Reads and checks all values at once; an empty value counts as not set. Raises BadEnvironment with every problem."""
    environ = os.environ if environ is None else environ
    problems = _name_unknown(environ)
    given: dict[str, Any] = {}
    for each in fields(Environment):
        name, text = each.metadata["name"], environ.get(each.metadata["name"], "").strip()
        if not text:
            continue
        try:
            given[each.name] = each.metadata["read"](text)
        except _Unreadable as wrong:
            shown = name if "URL" in name else f"{name}={text}"  # an address may hold a password
            problems.append(_sentence(shown, wrong.zh, wrong.en))
    if problems:
        raise BadEnvironment(problems)

    demo = given.get("mode", "demo") == "demo"
    given.setdefault("https", not demo)
    if demo:
        given.setdefault("allowed_hosts", LOCAL_HOSTS)
    environment = Environment(**given)
    if problems := _check_together(environment):
        raise BadEnvironment(problems)
    return environment


def read_or_make_demo_secret(data: Path) -> str:
    """The key of a trial on this machine, made once. Safe when several processes start together: one key wins."""
    path = data / "demo-secret-key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(
            dir=data, prefix="demo-secret-key-"
        )  # readable by its owner only
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="ascii")


def _name_unknown(environ: Mapping[str, str]) -> list[str]:
    """A misspelt name would silently leave its default in force."""
    known = {name for name, _ in list_declarations()}
    return [
        _sentence(name, "没有这个设置", "there is no such setting")
        for name in sorted(environ)
        if name.startswith("DOUDI_") and name not in known
    ]


def _check_together(environment: Environment) -> list[str]:
    problems = []
    key = environment.secret_key
    if key and len(key) < SHORTEST_SECRET:
        problems.append(
            _sentence(
                "DOUDI_SECRET_KEY",
                f"密钥太短，至少 {SHORTEST_SECRET} 个随机字符",
                f"the key is too short; it needs at least {SHORTEST_SECRET} random characters",
            )
        )
    if environment.is_demo:
        return problems
    if not key:
        problems.append(
            _sentence("DOUDI_SECRET_KEY", "正式运行必须设置密钥", "production needs a secret key")
        )
    if not environment.allowed_hosts:
        problems.append(
            _sentence(
                "DOUDI_ALLOWED_HOSTS",
                "正式运行必须写明网站的域名或地址",
                "production needs the host names of the site",
            )
        )
    if environment.keys is None:
        problems.append(
            _sentence("DOUDI_KEYS", "正式运行必须有密钥文件", "production needs a key file")
        )
    if not environment.database_url:
        problems.append(
            _sentence(
                "DATABASE_URL",
                "正式运行必须写明数据库地址",
                "production needs the address of the county's database",
            )
        )
    if environment.debug:
        problems.append(
            _sentence(
                "DOUDI_DEBUG=1",
                "正式运行不能打开调试，出错页面会泄露居民信息",
                "not in production: error pages would show residents' data",
            )
        )
    return problems


def _sentence(what: str, zh: str, en: str) -> str:
    return f"{what}：{zh}。({en[0].upper()}{en[1:]}.)"
