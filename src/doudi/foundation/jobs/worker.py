"""The worker process: performs runs when the queue wakes it, and its duties every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app as queue

from doudi.foundation.jobs.duties import Duties

RUNS_AT_ONCE = 2
TICK_SECONDS = 1
GRACE_SECONDS = 5

#: Set when this process is to end: performers leave after the item at work.
leaving = threading.Event()


def work(*, with_parent: bool = False) -> None:
    """Work until SIGTERM or Ctrl-C; `with_parent`: also until the parent's end of standard input is closed, by its death too.

    An item that is at work when the grace is over is undone by the database, and done by the next worker.
    """
    asyncio.run(_work(with_parent=with_parent))
    sys.stdout.flush()
    os._exit(0)  # threads still in an item are not waited for


async def _work(*, with_parent: bool) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no handlers in a loop
            loop.add_signal_handler(number, stop.set)
    if with_parent:
        _daemon(_wait_for_parent, loop, stop)
    _daemon(_tick, loop, stop)
    worker = queue.with_connector(queue.connector.get_worker_connector())
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=RUNS_AT_ONCE,
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        leaving.set()
        if working.done():
            await working  # raises what ended it
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(working, GRACE_SECONDS)


def _daemon(target: Any, *arguments: Any) -> None:
    threading.Thread(target=target, args=arguments, daemon=True).start()


def _tick(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    duties = Duties()
    try:
        while not leaving.wait(TICK_SECONDS):
            duties.do_what_is_due()
            close_old_connections()
    finally:
        loop.call_soon_threadsafe(stop.set)


def _wait_for_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    sys.stdin.buffer.read()
    loop.call_soon_threadsafe(stop.set)
