"""Make the test vectors: packages and PDFs in every state a verifier must tell apart, and `manifest.json` about them.

Keys are fresh at every run, so the files differ from run to run; their verdicts do not.

usage: python tests/vectors/make_vectors.py      writes into the folder of this file
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.unit.package.samples import letter  # noqa: E402
from tests.unit.package.tsa import timestamp_authority  # noqa: E402
from tests.vectors import hostile  # noqa: E402
from tests.vectors.changed import (  # noqa: E402
    certificate_changed,
    flipped,
    moved,
    rewritten,
    stripped,
    with_attachment,
    with_page,
    with_password,
)
from tests.vectors.maker import HERE, PDF, Maker, original  # noqa: E402
from tests.vectors.signed import other_tool, own_certificate, signed_again, signed_by, wrongly_stamped  # noqa: E402
from wizard.package import CoSigner, render_pdf  # noqa: E402


def valid(maker: Maker) -> None:
    """What must be accepted."""
    maker.add("valid.zip", maker.package.read_bytes(), "authentic", "一份完好的材料包", "什么都不认的校验器")
    maker.add("valid.pdf", maker.paper, "authentic", "单独一份完好的 PDF", "只认 ZIP 的校验器")
    cosigned = maker.build("cosigned.zip", cosigners=(CoSigner("王强"),), cosign_slots=1)
    maker.add(
        "cosigned.zip",
        cosigned.read_bytes(),
        "authentic",
        "两人先后签名,第二个签名不破坏第一个",
        "把共同签名当成改动的校验器",
    )
    with timestamp_authority() as url:
        stamped = maker.build("timestamped.zip", tsa_url=url)
    maker.add(
        "timestamped.zip", stamped.read_bytes(), "authentic", "带第三方时间戳,等级 PAdES B-T", "读不懂时间戳的校验器"
    )
    own = maker.build("own.zip", signer=own_certificate("李晴"))
    maker.add(
        "own-certificate.zip",
        own.read_bytes(),
        "authentic",
        "PDF 用自己的证书签,清单由本机封存",
        "只看 PDF 签发者的校验器",
    )
    maker.add(
        "repacked.zip",
        moved(maker.package),
        "authentic",
        "解压后重新压缩、外面多一层文件夹、系统塞进杂项文件",
        "比对 ZIP 字节而不是内容的校验器",
    )


def longer(maker: Maker) -> None:
    """Archival level, a colleague who signs later, and the next version."""
    from tests.unit.package.openssl_tsa import serve
    from wizard.package import CosignRequest, InstanceSigner, cosign

    (maker.work / "tsa").mkdir()
    with serve(maker.work / "tsa") as tsa:
        archived = maker.build("archived.zip", tsa_url=tsa.url, signed_at=dt.datetime.now(dt.UTC))
    maker.add(
        "archived.zip",
        archived.read_bytes(),
        "authentic",
        "归档级 PAdES B-LTA:带吊销列表和文档时间戳",
        "把归档信息当成签名后改动的校验器",
    )
    paper = zipfile.ZipFile(archived).read(PDF)
    maker.add("archived.pdf", paper, "authentic", "归档级的 PDF,单独拿来", "只认最后一个普通签名到文件末尾的校验器")
    place = paper.rindex(b"/ByteRange") - 300
    maker.add(
        "archive-changed.pdf",
        flipped(paper, place),
        "altered",
        "文档时间戳覆盖的内容改了一位",
        "不核对文档时间戳的校验器",
    )
    before = maker.build("slots.zip", cosign_slots=1)
    after = maker.work / "later.zip"
    cosign(CosignRequest(before, after, maker.ours, InstanceSigner("王强"), consent="同意共同签署。"))
    maker.add("before-cosigning.zip", before.read_bytes(), "authentic", "留有空的共同签署栏", "把空栏当缺签名的校验器")
    maker.add(
        "cosigned-later.zip", after.read_bytes(), "authentic", "同事后来在空栏里签名", "把后来的签名当成改动的校验器"
    )
    manifest = zipfile.ZipFile(maker.package).read("manifest.json")
    second = maker.build(
        "second.zip",
        version=2,
        previous_manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        changes=("证据:新增 1 项",),
    )
    maker.add(
        "second-version.zip",
        second.read_bytes(),
        "authentic",
        "第 2 版,写明上一版(valid.zip)清单的指纹和改了什么",
        "不看版本先后的校验器",
    )


def altered_later(maker: Maker) -> None:
    """Changes after a colleague's signature, a timestamp of something else, a signature by another program."""
    paper = zipfile.ZipFile(HERE / "cosigned-later.zip").read(PDF)
    maker.add("cosigned-then-page-added.pdf", with_page(paper), "altered", "两人签完又加一页", "只看第一个签名的校验器")
    at = paper.index(b"stream\n", len(paper) // 3) + 40
    maker.add(
        "cosigned-then-flipped.pdf", flipped(paper, at), "altered", "两人签完改了一位", "只看最后一个签名的校验器"
    )
    maker.add(
        "timestamp-of-another.pdf",
        wrongly_stamped(maker),
        "altered",
        "时间戳盖的是别的文件",
        "只看有没有时间戳、不核对它盖的是什么的校验器",
    )
    maker.add(
        "signed-again-visibly.pdf",
        signed_again(maker.paper, (20, 20, 220, 90)),
        "altered",
        "别的软件在签好的文件上又加了一个看得见的签名栏",
        "只看每个签名各自成立的校验器",
    )
    maker.add(
        "signed-again.pdf",
        signed_again(maker.paper, None),
        "unrecognised",
        "别的软件又加了一个看不见的签名,签的人不认识",
        "有一个签名认识就算认识的校验器",
    )


def wrapped(maker: Maker) -> None:
    """The archive around the files: doubled, hidden, nested, of the large kind."""
    whole = maker.package.read_bytes()
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("02-证据原件/" + original_name(maker), b"another")
    maker.add(
        "entry-twice.zip",
        out.getvalue(),
        "altered",
        "同一个文件名出现两次,内容不同",
        "只看第一个或最后一个同名文件的校验器",
    )
    maker.add("trailing.zip", whole + b"hidden" * 20, "altered", "压缩包末尾藏了多余的字节", "只看目录里文件的校验器")
    maker.add(
        "leading.zip",
        b"MZ" + b"\0" * 2000 + whole,
        "altered",
        "压缩包前面接了别的东西,像一个程序",
        "从末尾找目录、不看开头的校验器",
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(maker.package, "投诉材料包.zip")
    maker.add("nested.zip", out.getvalue(), "unsigned", "材料包外面又套了一层压缩包", "把套在里面的当成核对过的校验器")
    out = io.BytesIO()
    with zipfile.ZipFile(maker.package) as source, zipfile.ZipFile(out, "w") as archive:
        for info in source.infolist():
            with archive.open(zipfile.ZipInfo(info.filename), "w", force_zip64=True) as file:
                file.write(source.read(info))
    maker.add("zip64.zip", out.getvalue(), "authentic", "用大文件格式(ZIP64)重新打包", "不懂 ZIP64 的校验器")


def original_name(maker: Maker) -> str:
    """The file name of the first original."""
    names = dict.fromkeys(zipfile.ZipFile(maker.package).namelist(), b"")
    return original(names, 1).rpartition("/")[2]


def locked(maker: Maker) -> None:
    """Behind a password."""
    maker.add("locked.pdf", with_password(render_pdf(letter())), "unsigned", "没签名、加了密码", "读不出就崩溃的校验器")
    maker.add(
        "locked-after-signing.pdf",
        with_password(maker.paper),
        "altered",
        "签过名的文件被别的软件加了密码",
        "读不出就说没有签名的校验器",
    )


def altered_pdf(maker: Maker) -> None:
    """What common viewers call valid, or nearly."""
    paper = maker.paper
    at = paper.index(b"stream\n", len(paper) // 3) + 40
    maker.add("byte-flipped.pdf", flipped(paper, at), "altered", "签名覆盖的内容改了一位", "不核对摘要的校验器")
    maker.add(
        "page-added.pdf",
        with_page(paper),
        "altered",
        "签名后追加一页",
        "只看 Signature is Valid 的校验器(pdfsig 显示有效)",
    )
    maker.add(
        "attachment-swapped.pdf",
        with_attachment(paper),
        "altered",
        "签名后用增量更新换掉附件",
        "不比较修订差异的校验器",
    )
    maker.add(
        "appended.pdf",
        paper + b"\n% added later\n",
        "altered",
        "文件末尾追加了字节",
        "不检查签名是否到达文件末尾的校验器",
    )
    end = paper.rindex(b"00>", 0, paper.rindex(b"/ByteRange") + 200_000)
    maker.add("padding-changed.pdf", flipped(paper, end), "altered", "签名数据后的空白被改", "忽略空白填充的校验器")
    changed = certificate_changed(maker)
    maker.add("certificate-changed.pdf", changed, "altered", "签名里附带的签发证书改了一位", "不核对附带证书的校验器")
    maker.add(
        "truncated.pdf", paper[: len(paper) - 2000], "altered", "传输中断,文件不完整", "把读不出当成没有签名的校验器"
    )
    maker.add("signature-stripped.pdf", stripped(paper), "unsigned", "签名被整个去掉", "把没有签名当成没有改动的校验器")
    detached = stripped(paper, keep_data=True)
    maker.add("signature-detached.pdf", detached, "altered", "签名栏被拆掉,签名数据还在", "只找签名栏的校验器")


def altered_zip(maker: Maker) -> None:
    """Packages whose files are not what was sealed."""

    def swap(files: dict[str, bytes]) -> None:
        files[original(files, 1)] = files[original(files, 2)]

    def edit(files: dict[str, bytes]) -> None:
        name = original(files, 1)
        files[name] += b"x"
        rewritten(files)

    maker.add(
        "original-flipped.zip",
        maker.repacked(lambda files: files.update({original(files, 2): flipped(files[original(files, 2)], 300)})),
        "altered",
        "一份原件改了一位",
        "只核对 PDF 的校验器",
    )
    maker.add("original-swapped.zip", maker.repacked(swap), "altered", "两份原件对调", "只核对文件个数的校验器")
    maker.add(
        "original-missing.zip",
        maker.repacked(lambda files: files.pop(original(files, 2)) and None),
        "altered",
        "少了一份原件",
        "只核对在场文件的校验器",
    )
    maker.add(
        "file-added.zip",
        maker.repacked(lambda files: files.update({"02-证据原件/证据03-后加.png": b"x"})),
        "altered",
        "多出一份清单里没有的文件",
        "只核对清单里文件的校验器",
    )
    maker.add(
        "manifest-edited.zip",
        maker.repacked(edit),
        "altered",
        "改了原件,又把清单和 SHA256SUMS 改成一致",
        "只比对清单、不验清单签名的校验器",
    )
    maker.add(
        "signature-stripped.zip",
        maker.repacked(lambda files: files.pop("manifest.json.p7s") and None),
        "altered",
        "清单的签名被去掉",
        "没有签名就跳过的校验器",
    )
    maker.add(
        "pdf-replaced.zip",
        maker.repacked(lambda files: files.update({PDF: render_pdf(letter())})),
        "altered",
        "已签名的 PDF 换成没签名的",
        "只核对原件的校验器",
    )
    whole = maker.package.read_bytes()
    maker.add("truncated.zip", whole[: len(whole) // 2], "altered", "下载中断", "对损坏文件报错退出的校验器")


def unrecognised(maker: Maker) -> None:
    """Intact, but from somebody we cannot place."""
    other = maker.build("other.zip", authority=maker.others)
    maker.add(
        "other-authority.zip",
        other.read_bytes(),
        "unrecognised",
        "另一台服务器签发的材料包,内容完好",
        "认任何自签证书的校验器",
    )
    own = zipfile.ZipFile(HERE / "own-certificate.zip").read(PDF)
    maker.add("own-certificate.pdf", own, "unrecognised", "用自己的证书签的 PDF,单独拿来", "把完好等同于认识的校验器")
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    maker.add(
        "expired.pdf",
        signed_by(maker.authority.issue("李晴", at=before, days=10)),
        "unrecognised",
        "证书已过期,又没有时间戳",
        "不看有效期的校验器",
    )
    revoked = maker.authority.issue("李晴")
    maker.authority.revoke(revoked.certificate.serial_number, dt.datetime.now(dt.UTC))
    maker.add("revoked.pdf", signed_by(revoked), "unrecognised", "证书已被吊销(见 revoked.pem)", "不看吊销列表的校验器")
    maker.add(
        "other-tool.pdf",
        other_tool(),
        "unrecognised",
        "别的软件签的 PDF(adbe.pkcs7.detached,自签证书)",
        "只懂 PAdES 的校验器",
    )


def unsigned(maker: Maker) -> None:
    """No signature at all."""
    maker.add("plain.pdf", render_pdf(letter()), "unsigned", "没签过名的 PDF", "对没有签名的文件说没有改动的校验器")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("照片/说明.txt", "普通压缩包")
    maker.add("not-a-package.zip", out.getvalue(), "unsigned", "普通压缩包", "把任何 ZIP 当成材料包的校验器")
    maker.add(
        "not-a-package.txt", "这不是材料包".encode(), "unsigned", "既不是 PDF 也不是 ZIP", "对别的文件报错退出的校验器"
    )
    maker.add("empty.pdf", b"", "unsigned", "空文件", "对空文件报错退出的校验器")


def main() -> None:
    """Make all of them."""
    for old in HERE.iterdir():
        if old.suffix in (".zip", ".pdf", ".txt", ".pem", ".json"):
            old.unlink()
    work = Path(tempfile.mkdtemp())
    try:
        maker = Maker(work)
        for make in (valid, longer, altered_pdf, altered_later, altered_zip, wrapped, unrecognised, unsigned, locked):
            make(maker)
        (HERE / "authority.pem").write_bytes(maker.authority.certificate_pem)
        far = maker.authority.revocation_list(dt.datetime.now(dt.UTC))
        (HERE / "revoked.pem").write_bytes(far)
    finally:
        shutil.rmtree(work)
    rows = [vars(vector) for vector in maker.vectors]
    text = json.dumps({"trusted": ["authority.pem", "revoked.pem"], "vectors": rows}, ensure_ascii=False, indent=1)
    (HERE / "manifest.json").write_text(text + "\n", encoding="utf-8")
    hostile.main()


if __name__ == "__main__":
    main()
