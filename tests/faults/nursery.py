"""Bears workers, or web servers, that are to be killed: Django is loaded once, each is a fork of that. Speaks by lines.

stdin: a JSON address of the database, then `bear` for each one wanted. stdout: for servers (`serve` as argument) first the port,
which stays open while one server dies and the next is born; then the process number of each.
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")


def make_workers() -> Callable[[], object]:
    from doudi.foundation.jobs.worker import work

    return work


def make_servers() -> Callable[[], object]:
    from waitress import create_server

    from doudi.config.wsgi import application

    listening = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    return lambda: create_server(application, sockets=[listening], threads=4).run()


def main() -> None:
    import django

    django.setup()
    from doudi.foundation import database

    be_born = make_servers() if sys.argv[1:] == ["serve"] else make_workers()
    database.use(database.Address(**json.loads(sys.stdin.readline())))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody mourns them
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            be_born()
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


main()
