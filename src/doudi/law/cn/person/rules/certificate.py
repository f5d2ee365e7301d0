"""Who holds a disability certificate in force （残疾人证）, and until which month it carries a monthly subsidy."""

from doudi.law.cn.facts import member
from doudi.rules.declare import rule
from doudi.rules.language import min, month_of, when


@rule(
    member,
    "truth",
    zh="持有有效的残疾人证",
    en="holds a disability certificate in force",
    law="DSB",
)
def holds_valid_certificate(
    disability_type,
    disability_grade,
    certificate_is_cancelled,
    certificate_valid_until,
    decision_date,
):
    """残疾人证载明类别和等级，没有注销，没有过期；有效期的最后一天仍有效。"""
    is_entered = (disability_type != "none") & (disability_grade != "none")
    in_force = ~certificate_is_cancelled & (decision_date <= certificate_valid_until)
    return is_entered & in_force


@rule(member, "month", zh="残疾人补贴末月", en="last month of disability subsidies", law="DSB")
def disability_subsidy_last_month(is_alive, died_on, certificate_valid_until):
    """发到残疾人证到期当月；此前死亡的，发到死亡当月。"""
    expiry = month_of(certificate_valid_until)
    return when(is_alive, expiry, min(month_of(died_on), expiry))
