"""The two disability subsidies: the cases below, at and above each threshold. The rates are thresholds against allowances of the same kind."""

from __future__ import annotations

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "care_subsidy_rate_grade_1": (
        (
            "其他护理津贴比一级护理补贴少一分，改领护理补贴",
            "其他护理津贴与一级护理补贴相等，仍领原来的",
            "其他护理津贴比一级护理补贴多一分，仍领原来的",
        ),
    ),
    "care_subsidy_rate_grade_2": (
        (
            "其他护理津贴比二级护理补贴少一分，改领护理补贴",
            "其他护理津贴与二级护理补贴相等，仍领原来的",
            "其他护理津贴比二级护理补贴多一分，仍领原来的",
        ),
        (
            "残疾人证昨天到期，已过期，没有护理补贴",
            "残疾人证今天到期，仍有效，发到当月",
            "残疾人证明天到期，仍有效，发到当月",
        ),
        (
            "残疾人上月一日死亡，本月不发",
            "残疾人上月末死亡，本月不发",
            "残疾人当月一日死亡，当月照发",
        ),
    ),
    "care_subsidy_rate_extended": (
        (
            "其他护理津贴比扩大的三级护理补贴少一分，改领护理补贴",
            "其他护理津贴与扩大的三级护理补贴相等，仍领原来的",
            "其他护理津贴比扩大的三级护理补贴多一分，仍领原来的",
        ),
    ),
    "living_subsidy_rate": (
        (
            "离休等生活津贴比生活补贴少一分，改领生活补贴",
            "离休等生活津贴与生活补贴相等，仍领原来的",
            "离休等生活津贴比生活补贴多一分，仍领原来的",
        ),
        (
            "收入比低保标准少一分，有生活补贴",
            "收入等于低保标准，不是低保，没有生活补贴",
            "收入比低保标准多一分，没有生活补贴",
        ),
    ),
}

NO_THRESHOLD = {"care_subsidy_extra_for_dibao": "an amount"}
