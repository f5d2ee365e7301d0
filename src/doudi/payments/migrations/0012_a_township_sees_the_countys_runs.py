"""A county pays for its townships: they see that it does, and how far it is. Of its lines they see their own, as ever."""

from django.db import migrations

#: In the order that `doudi verify` looks for: whose area lies in the county's.
BELOW = (
    "right(area_code, 6) = '000000' "
    "AND left(area_code, 6) = left(current_setting('doudi.area_from', true), 6) "
    "AND current_setting('doudi.area_to', true) <> ''"
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_files_taken_in_by_a_job")]

    operations = [
        migrations.RunSQL(
            f"CREATE POLICY seen_from_below ON payments_paymentrun FOR SELECT USING ({BELOW});",
            "DROP POLICY seen_from_below ON payments_paymentrun;",
        )
    ]
