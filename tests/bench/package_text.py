"""Thirty pages of Chinese text, tagged, by us, typst and WeasyPrint: the same text, font, size, page and margins.

Every paragraph and every run has a text of its own: typst remembers what it has set before, and a letter is new.
usage: python -m tests.bench.package_text FOLDER (ours|typst|weasyprint|sign)
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.bench.measured import ROOT, Took, middle, timed

TEXT = (
    "本店于2026年10月3日10:21在商家后台“违规管理”页面收到处罚通知（编号：FK20261003-118844），平台以“虚假发货”为由扣除"
    "保证金￥12,345.60元。该通知没有写明计算方法；申诉入口 https://mms.pinduoduo.com/appeal?order_sn=260418-551203948817263"
    " 在三日内关闭……《网络交易监督管理办法》第二十九条要求平台经营者公平对待平台内经营者。"
)
FONT = ROOT / "assets" / "fonts" / "NotoSansSC-Regular.ttf"
PARAGRAPHS, RUNS = 86, 5


def paragraphs(seed: int) -> list[str]:
    """The clauses of TEXT in ever new orders."""
    chance, clauses = random.Random(seed), re.findall(r"[^，。；]+[，。；]", TEXT)
    return ["".join("".join(chance.sample(clauses, len(clauses))) for _ in range(3)) for _ in range(PARAGRAPHS)]


def ours(texts: list[str], folder: Path) -> bytes:
    """By our own layout: PDF/A-3b, tagged, with the claim of PDF/UA-1."""
    from wizard.document import Document, Paragraph, Run
    from wizard.package import render_pdf

    blocks = tuple(Paragraph(runs=(Run(text=text),)) for text in texts)
    return render_pdf(Document(kind="x", title="三十页", blocks=blocks))


def typst(texts: list[str], folder: Path) -> bytes:
    """By typst: PDF/A-3b, which it tags by default."""
    import typst as compiler

    head = (
        '#set page(paper: "a4", margin: (left: 25mm, right: 25mm, top: 27mm, bottom: 24mm))\n'
        '#set text(font: "Noto Sans SC", size: 10.5pt, lang: "zh")\n'
        "#set par(justify: true, first-line-indent: 2em, leading: 10.3pt, spacing: 15.3pt)\n= 三十页\n"
    )
    path = folder / "text.typ"
    body = "\n\n".join(re.sub(r"([#@$_*<>/\\\[\]=-])", r"\\\1", text) for text in texts)
    path.write_text(head + body, "utf-8")
    made: bytes = compiler.compile(str(path), font_paths=[str(FONT.parent)], pdf_standards=["a-3b"])
    return made


def weasyprint(texts: list[str], folder: Path) -> bytes:
    """By WeasyPrint, tagged (its PDF/UA-1 variant)."""
    import weasyprint as printer

    style = (
        f"@font-face{{font-family:N;src:url({FONT.as_uri()})}} @page{{size:A4;margin:27mm 25mm 24mm 25mm}}"
        "p{font:10.5pt/18pt N;text-align:justify;text-indent:2em;margin:0 0 5pt}"
    )
    body = "".join(f"<p>{text}</p>" for text in texts)
    html = f"<html lang=zh><title>三十页</title><style>{style}</style><h1>三十页</h1>{body}"
    made: bytes = printer.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return made


def layout(how: Callable[[list[str], Path], bytes], folder: Path) -> dict[str, float]:
    """The first run, the middle of the next, and the pages made."""
    import pikepdf

    made: list[bytes] = []
    times = [timed(lambda seed=seed: made.append(how(paragraphs(seed), folder))) for seed in range(RUNS + 1)]
    with pikepdf.open(io.BytesIO(made[-1])) as pdf:
        pages = len(pdf.pages)
    return asdict(middle(times[1:])) | {"first": times[0].wall, "pages": pages}


def signature(folder: Path) -> dict[str, float]:
    """One visible signature on a finished page, the key at hand: seconds of the middle run."""
    from wizard.case import now
    from wizard.package.exhibits.spool import Spool
    from wizard.package.seal.authority import open_authority
    from wizard.package.seal.sign import Seal, sign_pdf
    from wizard.package.seal.stamp import stamp_pdf

    identity, page = open_authority(folder).issue("李晴"), signable()
    times: list[Took] = []
    with Spool() as spool:
        for _ in range(8):
            file = io.BytesIO(page)

            def sign(file: io.BytesIO = file) -> None:
                seal = Seal("Signature1", identity, stamp_pdf("李晴", now(), None, spool), now(), certify=True)
                sign_pdf(file, seal, reason="")

            times.append(timed(sign))
    return asdict(middle(times[1:])) | {"longest": max(took.wall for took in times[1:])}


def signable() -> bytes:
    """A page with an empty signature field."""
    from wizard.case import now
    from wizard.document import Document
    from wizard.package.layout.flow import paginate
    from wizard.package.layout.metadata import About
    from wizard.package.layout.output import Drawn, write_pdf
    from wizard.package.layout.structure import Element
    from wizard.package.layout.styles import TEXT_HEIGHT
    from wizard.package.parts.assemble import draw_pages
    from wizard.package.parts.letter import LetterSetter

    root, out = Element("Document"), io.BytesIO()
    strips = LetterSetter(root, slots=["签名"]).set(Document(kind="x", title="一页"))
    canvas = draw_pages(paginate(strips, TEXT_HEIGHT), "", "", bare_first=True)
    write_pdf(Drawn(canvas, root, About("一页", "", "一页", now())), out)
    return out.getvalue()


if __name__ == "__main__":
    where, what = Path(sys.argv[1]), sys.argv[2]
    makers = {"ours": ours, "typst": typst, "weasyprint": weasyprint}
    print(json.dumps(signature(where) if what == "sign" else layout(makers[what], where)))
