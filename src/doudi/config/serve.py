"""`doudi serve`: the site on this machine, by waitress. Ctrl-C stops it; a busy port gives way to the next free one."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

TRIES = 20
THREADS = 8
#: A request waits a dozen times for the database, and after each for the others to let it go on: for less than Python's 5 ms.
SWITCH_SECONDS = 0.0005
LARGEST_REQUEST = (
    300_000_000  # bytes: a county's ledger; foundation.middleware allows it to staff only
)
Say = Callable[[str], None]


class NoFreePort(OSError):
    """Neither the port nor the ones after it are free."""


def serve(
    host: str = "127.0.0.1", port: int = 8000, *, say: Say | None = None, more: Sequence[str] = ()
) -> None:
    """Serve until Ctrl-C. Port 0 takes any free port; `more`: lines for the greeting.

    Where no port can be had: one sentence, and exit code 2.
    """
    say = say or _say
    try:
        server = make_server(host, port, say)
    except NoFreePort as error:
        say(str(error))
        raise SystemExit(2) from None
    try:
        for line in greeting(host, server.effective_port, more):
            say(line)
        threading.Thread(target=_decide_worked_cases, daemon=True).start()
        sys.setswitchinterval(SWITCH_SECONDS)
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        say("兜底已停止。 / Doudi has stopped.")


def _decide_worked_cases() -> None:
    """The rule cards show how the worked cases came out; deciding them all takes seconds, so it begins at once."""
    from doudi.portal.card_pages import decide_worked_cases

    decide_worked_cases()


def make_server(host: str, port: int, say: Say) -> Any:
    """A waitress server that holds its port, not yet running.

    Raises:
        NoFreePort: the port and the ones after it are taken, or the address is not this machine's.
    """
    from django.conf import settings
    from waitress import create_server

    from doudi.config.wsgi import application

    behind_proxy = settings.DOUDI.https
    listening = _listen(host, port, say)
    return create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=LARGEST_REQUEST,
        ident=None,
        # X-Forwarded-Proto must come through, else every page is redirected to itself. The proxy overwrites it.
        clear_untrusted_proxy_headers=not behind_proxy,
    )


def greeting(host: str, port: int, more: Sequence[str] = ()) -> list[str]:
    """The address, and the example families to open, in Chinese and English."""
    from doudi.portal.library import get_examples

    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 # compared, not bound
    if ":" in shown:
        shown = f"[{shown}]"
    home = f"http://{shown}:{port}"
    lines = ["", f"兜底已启动 / Doudi is running:  {home}/", ""]
    lines.append("可以先打开三个例子 / Three example families to open:")
    for example in get_examples().values():
        lines.append(f"  {example.title.zh} / {example.title.en}")
        lines.append(f"    {home}/check/example/{example.slug}/")
    if more:
        lines += ["", f"工作人员 / Staff:  {home}/desk/", *more]
    return [*lines, "", "按 Ctrl-C 停止 / Press Ctrl-C to stop.", ""]


def _listen(host: str, port: int, say: Say) -> socket.socket:
    """A socket on the port, or on the next free one, with a sentence that says so."""
    for place in [0] if port == 0 else range(port, min(port + TRIES, 65_536)):
        listening = _socket(host)
        try:
            listening.bind((host, place))
        except PermissionError:
            listening.close()
            say(f"没有权限使用端口 {place}。 / No permission to use port {place}.")
        except OSError as error:
            listening.close()
            if not _is_taken(error):
                raise NoFreePort(
                    f"地址 {host} 不能用：{error.strerror} / The address {host} cannot be used."
                ) from error
            say(f"端口 {place} 已被占用，换下一个。 / Port {place} is in use; trying the next one.")
        else:
            return listening
    last = min(port + TRIES, 65_536) - 1
    raise NoFreePort(f"端口 {port} 到 {last} 都不能用。 / No free port from {port} to {last}.")


def _socket(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would allow two servers on one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return listening


def _is_taken(error: OSError) -> bool:
    import errno

    return error.errno in (errno.EADDRINUSE, errno.EACCES)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
