"""A running figure for households that come without a number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_database_rules")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE registry_household_number",
            "DROP SEQUENCE registry_household_number",
        )
    ]
