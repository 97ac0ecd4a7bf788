"""Facts, part one: who complains, and about whom."""

from __future__ import annotations

from wizard.case import Case, Scenario
from wizard.ui import current, fields
from wizard.ui.folding import fold
from wizard.ui.steps import facts_problems, markup, words

WHY_SHOP = "平台靠店铺名称和店铺 ID 找到您；电话用来回访。只写进您自己的材料，不作他用。"
WHY_LICENCE = "监管部门和法院一般要写营业执照上的全称和信用代码。只走平台渠道时可以先不填。"


def show() -> None:
    """The shop first, then the other side."""
    markup.show(markup.paragraph(WHY_SHOP, quiet=True))
    for path in ("shop.name", "shop.shop_id", "shop.contact", "shop.phone"):
        _line(path)
    _licence(current.case())
    _respondent(current.case())


def _line(path: str) -> None:
    fields.line(path)
    facts_problems.beside(path)


def _licence(case: Case) -> None:
    """What only channels outside the platform ask for, folded until one of them is filled."""
    filled = any((case.shop.legal_name, case.shop.credit_code, case.shop.email, case.shop.address))
    fold("营业执照与通讯（监管部门、法院会要）", _licence_lines, key="licence", expanded=filled)


def _licence_lines() -> None:
    markup.show(markup.paragraph(WHY_LICENCE, quiet=True))
    for path in ("shop.legal_name", "shop.credit_code", "shop.representative", "shop.email", "shop.address"):
        _line(path)


def _respondent(case: Case) -> None:
    markup.show(markup.heading("您投诉的是谁", 2))
    fields.pick("respondent.kind", {"platform": "平台（运营公司）", "merchant": "另一家商家"})
    if case.respondent.kind == "merchant":
        _other_merchant(case)
    else:
        _platform()


def _other_merchant(case: Case) -> None:
    if case.scenario not in (None, Scenario.REPORT_OTHER_MERCHANT):
        markup.show(
            markup.paragraph(
                "现在的场景是投诉平台。如果要举报的是另一家商家，请回到第 1 步改选「举报其他商家」。", quiet=True
            )
        )
    for path in ("respondent.shop_name", "respondent.shop_url", "respondent.name"):
        _line(path)


def _platform() -> None:
    about = current.pack().about["respondent"]
    markup.show(
        markup.box(
            f"<p>默认写：<strong>{markup.esc(about['name'])}</strong> {words.confidence_tag(about['confidence'])}</p>"
            + markup.fold(
                "怎么核对这个名称",
                markup.paragraph(about["how_to_check"]) + markup.paragraph(f"来源：{about['source']}", quiet=True),
            )
        )
    )
    fold("名称或住所不同，自己填", _platform_lines, key="platform-name")


def _platform_lines() -> None:
    for path in ("respondent.name", "respondent.address", "respondent.representative"):
        fields.line(path)
