"""What must be true of runs, dues, covers, files and transfers, each as one statement that finds the rows for which it is not.

Every statement gives (place, wanted, found): the row by its name, and what it should say and says. Set-based: seconds for
500,000 lines.
"""

# ruff: noqa: S608  (put together from constants of this file only)

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from doudi.units.text import Text

MOST = 1_000  # faults of one kind that are named

#: A line by its run and number.
_LINE = "concat(to_char(run.month, 'YYYYMM'), '-', lpad(run.number::text, 2, '0'), ' #', line.number, ' (line ', line.id, ')')"
_RUN = "concat(to_char(run.month, 'YYYYMM'), '-', lpad(run.number::text, 2, '0'))"
_DUE = "concat(due.programme, ' ', to_char(due.month, 'YYYY-MM'), ' (due ', due.id, ')')"

#: That a due's money buys care in its month.
_BUYS = """bought.person_id = due.person_id AND bought.programme = due.programme AND bought.component = due.component
    AND due.month BETWEEN bought.first_month AND COALESCE(bought.last_month, due.month)"""


@dataclass(frozen=True, slots=True)
class Rule:
    """`zh`, `en`: a sentence with {0} the place, {1} what is wanted, {2} what was found."""

    name: str
    zh: str
    en: str
    sql: str


#: The ways that the money of a line has gone, as one text, for each state. A retry takes what came back out of the first line.
_WAYS = """
WITH moved AS (
    SELECT line_id, string_agg(source || '>' || target, ' ' ORDER BY source || '>' || target) AS ways,
        min(amount_fen) AS least, max(amount_fen) AS most, min(fund_id) AS first_fund, max(fund_id) AS last_fund
    FROM payments_transfer WHERE line_id IS NOT NULL AND receivable_id IS NULL GROUP BY line_id
), again AS (
    SELECT DISTINCT retry_of_id AS id FROM payments_line
    WHERE retry_of_id IS NOT NULL AND state IN ('approved', 'sent', 'paid', 'failed')
), given_up AS (
    SELECT DISTINCT line_id AS id FROM payments_due WHERE line_id IS NOT NULL AND amount_fen < 0
    UNION SELECT retry.id FROM payments_line AS retry JOIN payments_due AS due ON due.line_id = retry.retry_of_id AND due.amount_fen < 0
), expected AS (
    SELECT line.*, COALESCE(moved.ways, '') AS ways, moved.least, moved.most, moved.first_fund, moved.last_fund,
        CASE
            WHEN line.state = 'approved' THEN ARRAY['available>approved']
            WHEN line.state = 'sent' THEN ARRAY['approved>sent available>approved']
            WHEN line.state = 'paid' THEN ARRAY['approved>sent available>approved sent>paid']
            WHEN line.state = 'failed' AND again.id IS NULL AND given_up.id IS NULL THEN ARRAY[
                'approved>sent available>approved sent>returned',
                'approved>sent available>approved paid>returned sent>paid']
            WHEN line.state = 'failed' THEN ARRAY[
                'approved>sent available>approved returned>available sent>returned',
                'approved>sent available>approved paid>returned returned>available sent>paid']
            ELSE ARRAY['']
        END AS allowed
    FROM payments_line AS line LEFT JOIN moved ON moved.line_id = line.id LEFT JOIN again ON again.id = line.id
        LEFT JOIN given_up ON given_up.id = line.id
)
"""
_BALANCES = """
    SELECT {columns}, account, sum(fen) AS fen FROM (
        SELECT {columns}, target AS account, sum(amount_fen) AS fen FROM payments_transfer {only} GROUP BY {columns}, target
        UNION ALL
        SELECT {columns}, source, -sum(amount_fen) FROM payments_transfer {only} GROUP BY {columns}, source
    ) AS sides GROUP BY {columns}, account HAVING sum(fen) < 0
"""

RULES = (
    Rule(
        "way_of_a_line",
        "{0}：按状态应经过“{1}”，账上是“{2}”",
        "{0}: its state says {1!r}, the ledger {2!r}",
        _WAYS
        + f"""SELECT {_LINE}, array_to_string(line.allowed, ' | '), line.ways FROM expected AS line
        JOIN payments_paymentrun AS run ON run.id = line.run_id WHERE NOT line.ways = ANY (line.allowed)""",
    ),
    Rule(
        "amount_of_a_line",
        "{0}：金额{1}分，账上是{2}分",
        "{0}: {1} fen, the ledger says {2}",
        _WAYS
        + f"""SELECT {_LINE}, line.amount_fen, CASE line.least WHEN line.amount_fen THEN line.most ELSE line.least END FROM expected AS line
        JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE line.least <> line.amount_fen OR line.most <> line.amount_fen""",
    ),
    Rule(
        "fund_of_a_line",
        "{0}：由资金{1}支付，账上是资金{2}",
        "{0}: paid by fund {1}, the ledger says fund {2}",
        _WAYS
        + f"""SELECT {_LINE}, line.fund_id, CASE line.first_fund WHEN line.fund_id THEN line.last_fund ELSE line.first_fund END
        FROM expected AS line JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE line.first_fund <> line.fund_id OR line.last_fund <> line.fund_id""",
    ),
    Rule(
        "transfer_of_its_line",
        "{0}：账上记的项目或月份（{2}）不是它的（{1}）",
        "{0}: the ledger has it under {2}, not under {1}",
        f"""SELECT {_LINE}, concat(line.programme, ' ', to_char(run.month, 'YYYY-MM')),
            concat(moved.programme, ' ', to_char(moved.month, 'YYYY-MM'))
        FROM payments_transfer AS moved JOIN payments_line AS line ON line.id = moved.line_id
            JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE moved.receivable_id IS NULL AND (moved.programme <> line.programme
            OR moved.source IN ('available', 'approved', 'sent') AND moved.month IS DISTINCT FROM run.month)""",
    ),
    Rule(
        "fund_below_zero",
        "资金{0}：“{1}”科目余额为{2}分，不能小于零",
        "fund {0}: its account {1} stands at {2} fen, below zero",
        "SELECT fund_id, account, fen FROM ("
        + _BALANCES.format(columns="fund_id", only="")
        + ") AS b WHERE account <> 'outside'",
    ),
    Rule(
        "programme_below_zero",
        "{0}：“{1}”科目余额为{2}分，不能小于零",
        "{0}: its account {1} stands at {2} fen, below zero",
        "SELECT concat('fund ', fund_id, ' ', programme), account, fen FROM ("
        + _BALANCES.format(columns="fund_id, programme", only="WHERE programme <> ''")
        + ") AS b WHERE account NOT IN ('outside', 'available')",
    ),
    Rule(
        "line_below_zero",
        "第{0}号明细：“{1}”科目余额为{2}分，不能小于零",
        "line {0}: its account {1} stands at {2} fen, below zero",
        "SELECT line_id, account, fen FROM ("
        + _BALANCES.format(columns="line_id", only="WHERE line_id IS NOT NULL")
        + ") AS b WHERE account IN ('approved', 'sent', 'paid', 'returned')",
    ),
    Rule(
        "receivable_below_zero",
        "应追回款{0}：“{1}”科目余额为{2}分，不能小于零",
        "receivable {0}: its account {1} stands at {2} fen, below zero",
        "SELECT receivable_id, account, fen FROM ("
        + _BALANCES.format(columns="receivable_id", only="WHERE receivable_id IS NOT NULL")
        + ") AS b WHERE account IN ('receivable', 'recovered', 'waived')",
    ),
    Rule(
        "dues_of_a_line",
        "{0}：金额{1}分，各月应发合计{2}分",
        "{0}: {1} fen, the months it pays add up to {2}",
        f"""WITH due AS (
            SELECT line_id, sum(amount_fen) AS fen FROM payments_due WHERE line_id IS NOT NULL AND amount_fen > 0 GROUP BY line_id
        )
        SELECT {_LINE}, CASE WHEN posted THEN line.owed ELSE 0 END, COALESCE(line.fen, 0) FROM (
            SELECT line.*, due.fen, line.amount_fen + COALESCE(
                    (SELECT sum((part ->> 'fen')::bigint) FROM jsonb_array_elements(NULLIF(line.netted, '[]')) AS part), 0) AS owed, line.retry_of_id IS NULL AND line.state IN ('approved', 'sent', 'paid', 'failed') AS posted
            FROM payments_line AS line LEFT JOIN due ON due.line_id = line.id
        ) AS line JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE COALESCE(line.fen, 0) <> CASE WHEN posted THEN line.owed ELSE 0 END""",
    ),
    Rule(
        "due_of_its_line",
        "{0}：记在{1}名下，明细是{2}",
        "{0}: posted for {1}, its line is for {2}",
        f"""SELECT {_DUE}, concat_ws(' ', due.household_id, due.person_id, due.programme, due.component),
            concat_ws(' ', line.household_id, line.person_id, line.programme, line.component)
        FROM payments_due AS due JOIN payments_line AS line ON line.id = due.line_id
        WHERE (due.household_id, due.programme, due.component, due.occasion) <>
                (line.household_id, line.programme, line.component, line.occasion)
            OR due.person_id IS DISTINCT FROM line.person_id""",
    ),
    Rule(
        "amount_of_a_retry",
        "{0}：重发{2}分，退回的是{1}分",
        "{0}: {2} fen paid again, {1} came back",
        f"""SELECT {_LINE}, first.amount_fen, line.amount_fen FROM payments_line AS line
            JOIN payments_line AS first ON first.id = line.retry_of_id JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE line.state IN ('approved', 'sent', 'paid', 'failed')
            AND (line.amount_fen <> first.amount_fen OR first.state <> 'failed')""",
    ),
    Rule(
        "due_as_the_award_gave",
        "{0}：待遇给的是{1}分，连同以前的应发是{2}分",
        "{0}: the award gave {1} fen, with what was posted before it comes to {2}",
        f"""SELECT {_DUE}, due.given, due.sum FROM (
            SELECT due.*, LEAST(COALESCE((award.parts ->> due.component)::bigint, award.amount_fen),
                    CASE WHEN bought.id IS NOT NULL THEN COALESCE(care.confirmed_hours * care.hour_fen, 0) END) AS given,
                sum(due.amount_fen) OVER beneficiary AS sum
            FROM payments_due AS due JOIN casework_award AS award ON award.id = due.award_id
                LEFT JOIN payments_careagreement AS bought ON {_BUYS}
                LEFT JOIN payments_caremonth AS care ON care.agreement_id = bought.id AND care.month = due.month
            WHERE due.person_id IS NULL OR due.person_id NOT IN (SELECT merged_into_id FROM registry_person WHERE merged_into_id IS NOT NULL)
            WINDOW beneficiary AS (PARTITION BY CASE WHEN due.person_id IS NULL THEN due.household_id END, due.person_id,
                due.programme, due.component, due.occasion, due.month ORDER BY due.seq)
        ) AS due WHERE due.sum < 0 OR due.amount_fen > 0 AND due.sum <> due.given""",
    ),
    Rule(
        "care_to_its_provider",
        "{0}：按协议应付给服务机构{1}，付给的是{2}",
        "{0}: by the agreement it goes to provider {1}, it went to {2}",
        f"""WITH went AS (
            SELECT line.*, ((due ->> 'month') || '-01')::date AS due_month, account.provider_id
            FROM payments_line AS line JOIN payments_payeeaccount AS account ON account.id = line.account_id
                CROSS JOIN LATERAL jsonb_array_elements(line.dues) AS due
            WHERE line.state IN ('approved', 'sent', 'paid', 'failed') AND (account.provider_id IS NOT NULL
                OR line.person_id IN (SELECT person_id FROM payments_careagreement))
        )
        SELECT concat({_LINE}, ' ', to_char(line.due_month, 'YYYY-MM')), bought.provider_id, COALESCE(line.provider_id, 0)
        FROM went AS line JOIN payments_paymentrun AS run ON run.id = line.run_id
            LEFT JOIN payments_careagreement AS bought ON bought.person_id = line.person_id AND bought.programme = line.programme
                AND bought.component = line.component AND line.due_month BETWEEN bought.first_month AND COALESCE(bought.last_month, line.due_month)
        WHERE line.provider_id IS DISTINCT FROM bought.provider_id
            AND (line.person_id IS NULL OR line.person_id NOT IN (SELECT merged_into_id FROM registry_person WHERE merged_into_id IS NOT NULL))""",
    ),
    Rule(
        "care_of_its_agreement",
        "服务月份{0}：应在协议{1}之内，登记的是{2}",
        "care month {0}: it should lie in agreement {1}, it is {2}",
        """SELECT care.id, bought.id, concat(to_char(care.month, 'YYYY-MM'), ' / ', care.person_id)
        FROM payments_caremonth AS care JOIN payments_careagreement AS bought ON bought.id = care.agreement_id
        WHERE care.person_id <> bought.person_id OR care.month < bought.first_month OR care.month > bought.last_month""",
    ),
    Rule(
        "month_of_a_due",
        "{0}：待遇从{1}起，应发月份是{2}",
        "{0}: the award begins with {1}, the month posted is {2}",
        f"""SELECT {_DUE}, to_char(award.from_month, 'YYYY-MM'), to_char(due.month, 'YYYY-MM')
        FROM payments_due AS due JOIN casework_award AS award ON award.id = due.award_id
        WHERE due.amount_fen > 0 AND (due.month < award.from_month OR due.month <= award.paid_through)""",
    ),
    Rule(
        "numbers_of_dues",
        "{0}：同一受益人同一月的应发应编到{1}，最大是{2}",
        "{0}: the dues of one month should be numbered up to {1}, the last is {2}",
        """SELECT concat_ws(' ', min(household_id), person_id, programme, component, to_char(month, 'YYYY-MM')), count(*) - 1, max(seq)
        FROM payments_due
        WHERE person_id IS NULL OR person_id NOT IN (SELECT merged_into_id FROM registry_person WHERE merged_into_id IS NOT NULL)
        GROUP BY CASE WHEN person_id IS NULL THEN household_id END, person_id, programme, component, occasion, month
        HAVING max(seq) <> count(*) - 1 OR count(DISTINCT seq) <> count(*)""",
    ),
    Rule(
        "cover_of_a_due",
        "{0}：应记家庭成员当月一次，记的是{2}",
        "{0}: counts people of another month or of no household's due ({2})",
        f"""SELECT {_DUE}, '', concat('cover ', cover.id, ' ', to_char(cover.month, 'YYYY-MM'))
        FROM payments_cover AS cover JOIN payments_due AS due ON due.id = cover.due_id
        WHERE due.person_id IS NOT NULL OR due.occasion <> 0 OR due.month <> cover.month OR due.amount_fen < 0""",
    ),
    Rule(
        "due_without_cover",
        "{0}：家庭的应发没有记到任何成员",
        "{0}: a household's due that counts nobody",
        f"""SELECT {_DUE}, '', '' FROM payments_due AS due
        WHERE due.person_id IS NULL AND due.occasion = 0 AND due.amount_fen > 0 AND NOT EXISTS (
            SELECT FROM payments_cover AS cover JOIN payments_due AS own ON own.id = cover.due_id
            WHERE own.household_id = due.household_id AND cover.month = due.month
        )""",
    ),
    Rule(
        "covered_twice",
        "居民{0}：{1}月随{2}个家庭领取",
        "resident {0}: counted in {1} with {2} households",
        """SELECT person_id, to_char(month, 'YYYY-MM'), count(*) FROM payments_cover WHERE NOT is_released
        GROUP BY person_id, month HAVING count(*) > 1""",
    ),
    Rule(
        "bank_file_totals",
        "{0}：应有{1}，文件写的是{2}",
        "{0}: its lines are {1}, the file says {2}",
        f"""WITH part AS (
            SELECT run_id, road, fund_id, count(*) AS lines, sum(amount_fen) AS fen FROM payments_line
            WHERE state IN ('approved', 'sent', 'paid', 'failed') GROUP BY run_id, road, fund_id
        ), file AS (
            SELECT run_id, road, fund_id, sum(lines) AS lines, sum(amount_fen) AS fen FROM payments_bankfile GROUP BY run_id, road, fund_id
        )
        SELECT concat({_RUN}, ' ', road, ' fund ', fund_id), concat(COALESCE(part.lines, 0), ' / ', COALESCE(part.fen, 0)),
            concat(COALESCE(file.lines, 0), ' / ', COALESCE(file.fen, 0))
        FROM part FULL JOIN file USING (run_id, road, fund_id) JOIN payments_paymentrun AS run ON run.id = run_id
        WHERE run.state IN ('approved', 'sent', 'closed') AND (part.lines, part.fen) IS DISTINCT FROM (file.lines, file.fen)""",
    ),
    Rule(
        "return_file_totals",
        "回盘{0}：文件写的是{1}，入账的是{2}",
        "return file {0}: it says {1}, posted were {2}",
        """WITH posted AS (
            SELECT entry.return_file_id AS id, count(*) FILTER (WHERE target = 'paid') AS paid, count(*) FILTER (WHERE target = 'returned') AS failed,
                COALESCE(sum(amount_fen) FILTER (WHERE target = 'paid'), 0) AS paid_fen,
                COALESCE(sum(amount_fen) FILTER (WHERE target = 'returned'), 0) AS failed_fen
            FROM payments_ledgerentry AS entry JOIN payments_transfer AS moved ON moved.entry_id = entry.id
            WHERE entry.return_file_id IS NOT NULL GROUP BY entry.return_file_id
        )
        SELECT concat(file.file_name, ' (', file.id, ')'), concat_ws(' / ', file.paid, file.paid_fen, file.failed, file.failed_fen),
            concat_ws(' / ', posted.paid, posted.paid_fen, posted.failed, posted.failed_fen)
        FROM payments_returnfile AS file LEFT JOIN posted ON posted.id = file.id
        WHERE (file.paid, file.paid_fen, file.failed, file.failed_fen) <> (COALESCE(posted.paid, 0), COALESCE(posted.paid_fen, 0),
            COALESCE(posted.failed, 0), COALESCE(posted.failed_fen, 0)) OR file.state = 'blocked' AND posted.id IS NOT NULL""",
    ),
    Rule(
        "lines_of_a_run",
        "{0}：这一批已到“{1}”，这一笔还是“{2}”",
        "{0}: the run is {1}, this line still {2}",
        f"""SELECT {_LINE}, run.state, line.state FROM payments_line AS line JOIN payments_paymentrun AS run ON run.id = line.run_id
        WHERE run.state = 'closed' AND line.state IN ('planned', 'approved', 'sent')
            OR run.state = 'sent' AND line.state IN ('planned', 'approved')
            OR run.state = 'approved' AND line.state IN ('planned', 'sent', 'paid', 'failed')
            OR run.state IN ('planning', 'planned', 'signed_once', 'dropped') AND line.state IN ('approved', 'sent', 'paid', 'failed')""",
    ),
    Rule(
        "part_of_a_run",
        "{0}：审核的是{1}，入账的是{2}",
        "{0}: signed were {1}, posted {2}",
        f"""WITH posted AS (
            SELECT entry.run_id, entry.area_code, count(*) AS lines, sum(moved.amount_fen) AS fen
            FROM payments_ledgerentry AS entry JOIN payments_transfer AS moved ON moved.entry_id = entry.id
            WHERE entry.kind = 'approval' AND moved.target = 'approved' GROUP BY entry.run_id, entry.area_code
        )
        SELECT concat({_RUN}, ' ', part.area_code), concat(part.lines, ' / ', part.amount_fen), concat(posted.lines, ' / ', posted.fen)
        FROM payments_runpart AS part JOIN payments_paymentrun AS run ON run.id = part.run_id
            LEFT JOIN posted ON posted.run_id = part.run_id AND posted.area_code = part.area_code
        WHERE NOT part.is_posted AND (run.state IN ('approved', 'sent', 'closed') OR posted.lines > 0)
            OR part.is_posted AND (COALESCE(posted.lines, 0) > part.lines OR COALESCE(posted.fen, 0) > part.amount_fen)""",
    ),
    Rule(
        "hands_of_a_run",
        "{0}：测算和审核不是三个人",
        "{0}: planned and signed by fewer than three people",
        f"""SELECT {_RUN}, '', '' FROM payments_paymentrun AS run
            LEFT JOIN foundation_posting AS asked ON asked.id = run.asked_by_id
            LEFT JOIN foundation_posting AS first ON first.id = run.first_by_id
            LEFT JOIN foundation_posting AS second ON second.id = run.second_by_id
        WHERE run.state IN ('approving', 'approved', 'sent', 'closed') AND (first.id IS NULL OR second.id IS NULL
            OR first.account_id = second.account_id OR asked.account_id IN (first.account_id, second.account_id))""",
    ),
    Rule(
        "empty_entry",
        "记账凭证{0}（{1}）下面没有一笔",
        "entry {0} ({1}) moved nothing",
        """SELECT entry.id, entry.kind, '' FROM payments_ledgerentry AS entry
        WHERE NOT EXISTS (SELECT FROM payments_transfer AS moved WHERE moved.entry_id = entry.id)""",
    ),
    Rule(
        "receivable_as_posted",
        "应追回款{0}：认定{1}分，冲减的应发是{2}分",
        "receivable {0}: {1} fen, the dues taken back are {2}",
        """WITH due AS (SELECT receivable_id AS id, -sum(amount_fen) AS fen FROM payments_due WHERE receivable_id IS NOT NULL GROUP BY receivable_id)
        SELECT owed.id, owed.amount_fen, due.fen FROM payments_receivable AS owed JOIN due ON due.id = owed.id
        WHERE due.fen <> owed.amount_fen""",
    ),
)


def read_faults(cursor: Any, rule: Rule) -> list[Text]:
    """The rows that a rule does not hold for, a sentence each."""
    cursor.execute(f"{rule.sql} ORDER BY 1 LIMIT {MOST}")
    return [Text(rule.zh.format(*row), rule.en.format(*row)) for row in cursor.fetchall()]
