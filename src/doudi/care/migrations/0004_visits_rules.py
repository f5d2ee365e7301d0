"""What the database itself enforces of visits: see foundation/row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import append_only_but_area, audited, secure

BY_AREA = ["carevisit", "carevisitphoto", "followup"]


class Migration(migrations.Migration):
    dependencies = [("care", "0003_visits"), ("foundation", "0002_database_rules")]

    operations = [
        *(secure(f"care_{name}") for name in BY_AREA),
        secure("care_followupevent", write_anywhere=True),
        *(audited(f"care_{name}") for name in BY_AREA),
        append_only_but_area("care_carevisit"),
        append_only_but_area("care_carevisitphoto"),
    ]
