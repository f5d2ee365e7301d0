"""What the database itself enforces in this app: see foundation/row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import append_only_but_area, audited, secure

BY_AREA = ["assessment", "assessmentpaper", "carefile", "conditionreport"]
HISTORY = ["assessmentevent", "carefileevent"]


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial"), ("foundation", "0002_database_rules")]

    operations = [
        *(secure(f"care_{name}") for name in BY_AREA),
        *(secure(f"care_{name}", write_anywhere=True) for name in HISTORY),
        *(audited(f"care_{name}") for name in BY_AREA),
        append_only_but_area("care_assessmentpaper"),
    ]
