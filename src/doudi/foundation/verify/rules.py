"""The database's own rules: what the migrations put in force is in force, and the application's role may not go round it."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader

from doudi.foundation.row_security import ADDED_TO_ONLY, APPEND_ONLY, AUDITED, SECURED
from doudi.foundation.verify.report import Report

SECURITY = """
    SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND c.relrowsecurity AND c.relforcerowsecurity
    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
"""
LOOSE = """
    SELECT c.relname, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE p.polcmd IN ('*', 'r', 'w', 'd')
    AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%doudi.area_from%doudi.area_to%'
"""
TRIGGERS = """
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = %s AND t.tgenabled IN ('O', 'A')
"""
RIGHTS = """
    SELECT rolsuper OR rolbypassrls OR rolcreaterole, EXISTS (
        SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace)
    FROM pg_roles r WHERE rolname = %s
"""
MAY_CHANGE = "SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')"


def check_rules(cursor: Any, app: str, report: Report) -> None:
    MigrationLoader(None)  # reading the migrations fills the three sets
    cursor.execute(SECURITY)
    _check_tables(
        report, SECURED | {"foundation_auditevent"}, cursor, "没有按辖区隔离", "row security is off"
    )
    cursor.execute(TRIGGERS, ["must_be_audited"])
    _check_tables(
        report,
        AUDITED,
        cursor,
        "可以不留操作记录就改动",
        "rows can be written without an audit event",
    )
    cursor.execute(TRIGGERS, ["append_only"])
    _check_tables(report, ADDED_TO_ONLY, cursor, "已有的行可以被改动", "rows can be changed")
    cursor.execute(LOOSE)
    for table, policy in cursor.fetchall():
        report.wrong(
            f"数据表 {table} 的规则 {policy} 不按辖区",
            f"policy {policy} of table {table} does not go by area",
        )
    _check_role(cursor, app, report)
    report.saw(
        f"数据库规则：{len(SECURED)} 张表按辖区隔离，{len(AUDITED)} 张表改动必留记录，{len(ADDED_TO_ONLY)} 张表只增不改",
        f"rules of the database: {len(SECURED)} tables by area, {len(AUDITED)} always audited, {len(ADDED_TO_ONLY)} only added to",
    )


def _check_tables(report: Report, wanted: set[str], cursor: Any, zh: str, en: str) -> None:
    found = {row[0] for row in cursor.fetchall()}
    for table in sorted(wanted - found):
        report.wrong(f"数据表 {table}：{zh}", f"table {table}: {en}")


def _check_role(cursor: Any, app: str, report: Report) -> None:
    cursor.execute(RIGHTS, [app])
    row = cursor.fetchone()
    if row is None:
        report.wrong(f"数据库没有角色 {app}", f"the database has no role {app}")
        return
    if row[0]:
        report.wrong(
            f"角色 {app} 可以绕过隔离（超级用户、BYPASSRLS 或 CREATEROLE）",
            f"role {app} may go round row security (superuser, BYPASSRLS or CREATEROLE)",
        )
    if row[1]:
        report.wrong(f"角色 {app} 拥有数据表", f"role {app} owns tables")
    for table in APPEND_ONLY:
        cursor.execute(MAY_CHANGE, [app, table])
        if cursor.fetchone()[0]:
            report.wrong(
                f"角色 {app} 可以改动数据表 {table}", f"role {app} may change rows of table {table}"
            )
