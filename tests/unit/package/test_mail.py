"""The mail in a package: it opens as a draft with the signed PDF, or says why the PDF is not in it."""

from __future__ import annotations

import email
import subprocess
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.package.samples import letter, request
from wizard.package import Mail, PackageLimits, build, verify
from wizard.package.archive.names import safe_name
from wizard.package.mail import BLOCK, with_file, with_note

TEXT = "尊敬的平台：\n\n请返还 12,345.60 元。\n"
FILE = "03-提交文本/邮件.eml"
EDGE = "=_edge"
NAMES = st.characters(codec="utf-8", exclude_categories=["C"])


def draft(text: str = TEXT) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "违规处罚申诉书：请求撤销处罚并返还保证金，附签名材料与全部证据"
    message["X-Unsent"] = "1"
    message["From"] = "shop@example.com"
    message.set_content(text, subtype="plain", charset="utf-8", cte="base64")
    return message.as_bytes()


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def text_of(message: EmailMessage) -> str:
    return message.get_body().get_content().replace("\r\n", "\n")


def attached(content: bytes, name: str = "01-投诉函.pdf") -> bytes:
    blocks = [content[at : at + BLOCK] for at in range(0, len(content), BLOCK)]
    return b"".join(with_file(draft(), name, blocks, EDGE))


def defects(message: EmailMessage) -> list[object]:
    return [
        defect
        for part in message.walk()
        for defect in [*part.defects, *(d for value in part.values() for d in value.defects)]
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory, authority_folder):
    folder = tmp_path_factory.mktemp("mail")
    return build(request(folder, authority_folder, mail=Mail("邮件.eml", draft())))


def test_the_mail_is_a_draft_with_the_very_pdf_of_the_package(made):
    with zipfile.ZipFile(made.path) as archive:
        content, pdf = archive.read(FILE), archive.read(made.pdf_name)
    message = read(content)
    (file,) = message.iter_attachments()
    assert file.get_content() == pdf
    assert (file.get_filename(), file.get_content_type()) == ("01-违规处罚申诉书.pdf", "application/pdf")
    assert text_of(message) == TEXT
    assert (message["Subject"], message["X-Unsent"], message["From"], message["MIME-Version"]) == (
        read(draft())["Subject"],
        "1",
        "shop@example.com",
        "1.0",
    )
    assert defects(message) == []
    assert made.warnings == ()


def test_the_seal_covers_the_mail(made, trusted, tmp_path):
    assert verify(made.path, trusted).verdict == "authentic"
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    check = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert check.returncode == 0 and f"{FILE}: OK" in check.stdout
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"X-Unsent: 1", b"X-Unsent: 0") if name == FILE else content)
    assert verify(changed, trusted).verdict == "altered"


def test_a_large_pdf_stays_out_and_the_mail_says_so(tmp_path, authority_folder, trusted):
    limits = PackageLimits(mail_bytes=10_000)
    made = build(request(tmp_path, authority_folder, [], mail=Mail("邮件.eml", draft()), limits=limits))
    with zipfile.ZipFile(made.path) as archive:
        message = read(archive.read(FILE))
        size = archive.getinfo(made.pdf_name).file_size
    assert size > 10_000 and not message.is_multipart()
    first, rest = text_of(message).split("\n\n", 1)
    assert rest == TEXT
    assert all(words in first for words in ("超过 10.0 KB", "添加为附件", "发送前请删掉", made.pdf_name))
    assert (message["X-Unsent"], message["From"], defects(message)) == ("1", "shop@example.com", [])
    assert len(made.warnings) == 1 and "邮件.eml" in made.warnings[0]
    assert verify(made.path, trusted).verdict == "authentic"


def test_a_pdf_of_just_the_limit_is_attached(tmp_path, authority_folder):
    asked = request(tmp_path, authority_folder, [], mail=Mail("邮件.eml", draft()))
    first = build(asked)
    with zipfile.ZipFile(first.path) as archive:
        size = archive.getinfo(first.pdf_name).file_size
    # Signatures have room reserved, so the same request gives a file of the same size.
    assert build(replace(asked, limits=PackageLimits(mail_bytes=size))).warnings == ()
    assert build(replace(asked, limits=PackageLimits(mail_bytes=size - 1))).warnings != ()


def test_the_mail_never_leaves_its_folder(tmp_path, authority_folder):
    made = build(request(tmp_path, authority_folder, [], mail=Mail("../../邮件.eml", draft())))
    assert FILE in zipfile.ZipFile(made.path).namelist()


def test_a_long_chinese_title_names_the_attachment_whole(tmp_path, authority_folder):
    document = letter().model_copy(update={"title": "关于平台扣款的投诉与申诉" * 20})
    made = build(request(tmp_path, authority_folder, [], document=document, mail=Mail("邮件.eml", draft())))
    content = zipfile.ZipFile(made.path).read(FILE)
    (file,) = read(content).iter_attachments()
    assert file.get_filename() == made.pdf_name
    assert max(map(len, content.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1
    assert b"\n" not in content.replace(b"\r\n", b"")


@settings(max_examples=60)
@given(st.binary(max_size=400), st.text(NAMES, min_size=1, max_size=40).map(safe_name))
def test_any_bytes_and_any_name_come_back(content, name):
    (file,) = read(attached(content, name)).iter_attachments()
    assert file.get_content() == content
    assert file.get_filename() == name


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 58])
def test_pieces_join_without_a_seam(size):
    content = bytes(index * 7 % 251 for index in range(size))
    whole = attached(content)
    assert next(read(whole).iter_attachments()).get_content() == content
    assert all(len(line) <= 76 for line in whole.split(b"base64\r\n")[2].split(b"\r\n"))


def test_a_large_file_is_never_held_whole():
    block = bytes(BLOCK)
    tracemalloc.start()
    try:
        written = sum(map(len, with_file(draft(), "大.pdf", (block for _ in range(20)), EDGE)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written > 20 * BLOCK > 3 * peak


def test_a_note_stands_before_the_text():
    assert text_of(read(with_note(draft(), "请注意。"))) == f"请注意。\n\n{TEXT}"


def test_a_mail_with_parts_is_refused():
    with pytest.raises(TypeError):
        with_note(attached(b"x"), "请注意。")


def test_reading_back_does_not_disturb_what_is_written_next(tmp_path, authority_folder):
    """The reader of the PDF and the writer of the mail share one file."""
    made = build(request(tmp_path, authority_folder, mail=Mail("邮件.eml", draft())))
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        assert archive.read("03-提交文本/申诉内容.txt").decode() == "正文"


def test_the_package_does_not_load_the_drafting():
    code = "import sys, wizard.package.packing; print([m for m in sys.modules if m.startswith('wizard.drafting')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
