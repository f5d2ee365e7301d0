"""Run by the code of an earlier commit: a database with its tables, and a county in it. Arguments: the database's address as JSON."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")


def main() -> None:
    import django

    django.setup()
    from doudi.foundation import database
    from doudi.foundation.audit_chain import seal_events
    from doudi.registry.tests.families import make_county

    database.use(database.Address(**json.loads(sys.argv[1])))
    database.migrate()
    make_county()
    seal_events()
    print(database.__file__)  # noqa: T201 # which code this was


main()
