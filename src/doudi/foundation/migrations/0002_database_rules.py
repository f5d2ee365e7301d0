"""What the database itself enforces in this app: see row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import FUNCTIONS, append_only, audited


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [
        FUNCTIONS,
        *(audited(f"foundation_{name}") for name in ("area", "account", "posting", "apitoken")),
        append_only("foundation_auditevent"),
        append_only("foundation_auditseal"),
        migrations.RunSQL(
            """
            CREATE TRIGGER doudi_audited AFTER INSERT ON foundation_auditevent
                FOR EACH STATEMENT EXECUTE FUNCTION doudi_audited();
            """,
            "DROP TRIGGER doudi_audited ON foundation_auditevent;",
        ),
        # Everybody adds to the trail; who may read is asked by area here, and by role in the selectors.
        migrations.RunSQL(
            """
            ALTER TABLE foundation_auditevent ENABLE ROW LEVEL SECURITY;
            ALTER TABLE foundation_auditevent FORCE ROW LEVEL SECURITY;
            CREATE POLICY read_by_area ON foundation_auditevent FOR SELECT USING (
                area_code >= current_setting('doudi.area_from', true)
                AND area_code < current_setting('doudi.area_to', true));
            CREATE POLICY anybody_adds ON foundation_auditevent FOR INSERT WITH CHECK (true);
            """,
            """
            DROP POLICY read_by_area ON foundation_auditevent;
            DROP POLICY anybody_adds ON foundation_auditevent;
            ALTER TABLE foundation_auditevent DISABLE ROW LEVEL SECURITY;
            """,
        ),
    ]
