"""What the database itself enforces in this app: see foundation/row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import append_only, audited, secure

# Each has a resident in it.
BY_AREA = [
    "person",
    "household",
    "membership",
    "relation",
    "supporter",
    "fact",
    "document",
    "changerequest",
    "import",
    "export",
    "duplicatepair",
]
HISTORY = [
    f"{name}event"
    for name in ("person", "household", "membership", "relation", "supporter", "changerequest")
]
# A source and what a list covers name nobody; they are read in the whole county.
SHARED = ["evidence", "coverage", "importmapping"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("foundation", "0002_database_rules")]

    operations = [
        *(secure(f"registry_{name}") for name in BY_AREA),
        *(secure(f"registry_{name}", write_anywhere=True) for name in HISTORY),
        *(audited(f"registry_{name}") for name in BY_AREA + SHARED),
        append_only("registry_evidence"),
    ]
