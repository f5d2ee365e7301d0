"""Bears workers that are to be killed: Django is loaded once, each worker is a fork of that. Speaks by lines.

stdin: a JSON address of the database, then `bear` for each worker wanted. stdout: the process number of each.
"""

import json
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")


def main() -> None:
    import django

    django.setup()
    from doudi.foundation import database
    from doudi.foundation.jobs.worker import work

    database.use(database.Address(**json.loads(sys.stdin.readline())))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody mourns them
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            work()
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


main()
