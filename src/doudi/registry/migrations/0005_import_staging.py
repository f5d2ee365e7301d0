"""Imports keep their checked rows in encrypted files; and numbers that are taken elsewhere can be asked for, nothing else of them."""

import django.db.models.deletion
from django.db import migrations, models

# A household number or an identity number stands once in the whole installation, but row security shows only one's own
# area. Whether it is taken elsewhere must be known before the insert fails; who has it must not.
TAKEN = migrations.RunSQL(
    """
    CREATE FUNCTION doudi_taken_households(numbers text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT number::text FROM registry_household WHERE number = ANY(numbers)
    $$;
    CREATE FUNCTION doudi_taken_identities(indexes bytea[]) RETURNS SETOF bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT identity_index FROM registry_person WHERE identity_index = ANY(indexes) AND state <> 'merged'
    $$;
    """,
    "DROP FUNCTION doudi_taken_households(text[]), doudi_taken_identities(bytea[])",
)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_search_columns"),
    ]

    operations = [
        TAKEN,
        migrations.AddField(
            model_name="import",
            name="faults",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="parts",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="import",
            name="staged",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="registry.document",
            ),
        ),
    ]
