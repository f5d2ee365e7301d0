"""1,000 letters in one PDF, as the worker makes them: pieces of fifty, put together at the end.

    python -m benchmarks.casework_letters [--letters N] [--json]

The letters are the longest that offices send: a decision of confirmation with its members, ten steps of arithmetic and the rights,
two pages each. Target: 30 s for 1,000 on two cores.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import time
from typing import Any

from benchmarks.machine import cores_taken, machine_line

LETTERS = 1_000
BODY = """
@赵明远：
您于2022年9月22日提出的申请（案件编号：102-2022-00001），经调查核对和公示，我单位于2022年10月21日作出如下决定：
## 决定
! 同意“最低生活保障”，自2022年10月起，每月380.67元（大写：人民币叁佰捌拾元陆角柒分）。
## 保障人员
| 姓名 | 与户主关系 | 证件号码
| 赵明远 | 户主 | 900101********0011
| 钱秀兰 | 配偶 | 900101********0022
| 赵小川 | 子女 | 900101********0033
| 孙桂英 | 父母 | 900101********0044
## 理由和计算
{steps}
## 依据
- 《社会救助暂行办法》第11条
- 《最低生活保障审核确认办法》第20条（条号待核）
## 权利告知
对本决定不服的，可以自知道本决定之日起60日内，向安和县人民政府申请行政复议；也可以自知道之日起6个月内，依法向安和县人民法院提起行政诉讼。
=seal
""".format(
    steps="\n".join(f"- 第{n}步：家庭月人均收入 1,234.56 元 = 14,814.72 ÷ 12" for n in range(10))
)


def measure(letters: int = LETTERS) -> dict[str, Any]:
    """Seconds and bytes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
    import django

    django.setup()
    found: dict[str, Any] = {"letters": letters}
    taken = cores_taken(lambda: found.update(_print(letters)))
    return found | {"cores_taken_by_others": taken, "machine": machine_line()}


def _print(letters: int) -> dict[str, Any]:
    from pypdf import PdfWriter

    from doudi.casework.papers.blocks import read_blocks
    from doudi.casework.papers.layout import pdf_of
    from doudi.casework.services.letter_batches import AT_ONCE

    contents = [
        {
            "title": "审核确认决定书",
            "office": "安和县民政局",
            "number": f"安民救〔2022〕{number}号",
            "date": "二〇二二年十月二十一日",
            "code": "abcdefgh2345",
            "blocks": read_blocks(BODY),
        }
        for number in range(1, letters + 1)
    ]
    start, worked = time.perf_counter(), time.process_time()
    writer, whole = PdfWriter(), io.BytesIO()
    for at in range(0, letters, AT_ONCE):
        writer.append(io.BytesIO(pdf_of(contents[at : at + AT_ONCE])), import_outline=False)
    writer.write(whole)
    return {
        "letters_s": time.perf_counter() - start,
        "letters_cpu_s": time.process_time() - worked,
        "pages": len(writer.pages),
        "bytes": whole.tell(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.letters)
    print(json.dumps(found, ensure_ascii=False) if asked.json else found)


if __name__ == "__main__":
    main()
