"""What the database itself enforces, whatever a page or a script does: operations for migrations.

* `secure(table)`: no posting, no rows. Only rows whose `area_code` lies in the range that `access.acting` has set.
* `audited(table)`: a transaction that writes here and leaves no audit event cannot commit.
* `append_only(table)`: rows are never changed or removed, and the table is never emptied.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunSQL

IN_SCOPE = (
    "area_code >= current_setting('doudi.area_from', true) "
    "AND area_code < current_setting('doudi.area_to', true)"
)

# Tables whose rows the application may add and read, never change. Kept beside the triggers: two locks.
APPEND_ONLY = (
    "foundation_auditevent",
    "foundation_auditseal",
    "registry_evidence",
    "casework_lawsnapshot",
    "casework_lawpack",
)

# Filled when the migrations are loaded: what `doudi verify` expects to find in force.
SECURED: set[str] = set()
AUDITED: set[str] = set()
ADDED_TO_ONLY: set[str] = set()

FUNCTIONS = RunSQL(
    """
    CREATE UNLOGGED TABLE foundation_transaction (
        transaction_id xid8 PRIMARY KEY, wrote boolean NOT NULL, audited boolean NOT NULL
    );

    CREATE FUNCTION doudi_wrote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        INSERT INTO foundation_transaction AS t VALUES (pg_current_xact_id(), true, false)
        ON CONFLICT (transaction_id) DO UPDATE SET wrote = true WHERE NOT t.wrote;
        RETURN NULL;
    END $$;

    CREATE FUNCTION doudi_audited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        INSERT INTO foundation_transaction AS t VALUES (pg_current_xact_id(), false, true)
        ON CONFLICT (transaction_id) DO UPDATE SET audited = true WHERE NOT t.audited;
        RETURN NULL;
    END $$;

    CREATE FUNCTION doudi_check_audited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE found foundation_transaction;
    BEGIN
        SELECT * INTO found FROM foundation_transaction WHERE transaction_id = NEW.transaction_id;
        IF found.wrote AND NOT found.audited THEN
            RAISE EXCEPTION 'a write without an audit event in its transaction' USING ERRCODE = 'DD001';
        END IF;
        DELETE FROM foundation_transaction WHERE transaction_id = NEW.transaction_id;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER doudi_check_audited AFTER INSERT ON foundation_transaction
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION doudi_check_audited();

    CREATE FUNCTION doudi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'DD002';
    END $$;
    """,
    """
    DROP TABLE foundation_transaction CASCADE;
    DROP FUNCTION doudi_wrote(), doudi_audited(), doudi_check_audited(), doudi_append_only() CASCADE;
    """,
)


def secure(table: str, *, write_anywhere: bool = False) -> RunSQL:
    """Rows are seen and written by area only. `write_anywhere`: history rows, written by triggers wherever their row goes."""
    SECURED.add(table)
    check = "true" if write_anywhere else IN_SCOPE
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY by_area ON {table} USING ({IN_SCOPE}) WITH CHECK ({check});
        """,
        f"DROP POLICY by_area ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def audited(table: str) -> RunSQL:
    AUDITED.add(table)
    return RunSQL(
        f"""
        CREATE TRIGGER must_be_audited AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION doudi_wrote();
        """,
        f"DROP TRIGGER must_be_audited ON {table};",
    )


def append_only_but_area(table: str) -> RunSQL:
    """As `append_only`, for rows that follow a family to another village: only their `area_code` may change."""
    ADDED_TO_ONLY.add(table)
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (to_jsonb(OLD) - 'area_code' IS DISTINCT FROM to_jsonb(NEW) - 'area_code')
            EXECUTE FUNCTION doudi_append_only();
        CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION doudi_append_only();
        """,
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_removed ON {table};",
    )


def append_only(table: str) -> RunSQL:
    ADDED_TO_ONLY.add(table)
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION doudi_append_only();
        """,
        f"DROP TRIGGER append_only ON {table};",
    )


def grant_application(cursor: Any, role: str) -> None:
    """The application reads and writes rows; it owns nothing, empties nothing, and leaves the trail alone."""
    from psycopg import sql

    app = sql.Identifier(role)
    cursor.execute("SELECT current_user")
    if cursor.fetchone()[0] == role:
        raise RuntimeError("the application must not log in as the owner of its tables")
    for words in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        "REVOKE ALL ON foundation_transaction FROM {}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}",
    ):
        cursor.execute(sql.SQL(words).format(app))
    for table in APPEND_ONLY:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is not None:
            words = "REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}"
            cursor.execute(sql.SQL(words).format(sql.Identifier(table), app))
