"""Two administrators in one person, on overlapping days, are refused by the database too: see domain/separation.py."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_account_area")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(
            """
            ALTER TABLE foundation_posting ADD CONSTRAINT one_administrator EXCLUDE USING gist (
                account_id WITH =, (role::text) WITH <>, daterange(valid_from, valid_to, '[]') WITH &&
            ) WHERE (role IN ('system_admin', 'security_admin', 'audit_admin'));
            """,
            "ALTER TABLE foundation_posting DROP CONSTRAINT one_administrator;",
        ),
    ]
