"""Evidence files: received, refused, recognised, shown, taken out."""

import hashlib
import io
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from PIL import Image

from wizard.awaiting import result_of
from wizard.services import cases, evidence, members
from wizard.services.errors import NotAllowed, NotFound, Refused
from wizard.services.instance import Instance


def picture(color: str = "red", size: tuple[int, int] = (800, 600), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


def upload(instance: Instance, actor, case_id: str, name: str, content: bytes) -> evidence.Received:
    return result_of(evidence.receive(instance, actor, case_id, name, pieces(content)))


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.owner).case.id


def test_a_file_becomes_an_exhibit(instance: Instance, office, case_id: str) -> None:
    content = picture()
    received = upload(instance, office.editor, case_id, "违规 详情页.png", content)
    exhibit = received.exhibit
    assert (exhibit.title, exhibit.file_name, exhibit.media_type) == ("违规 详情页", "违规 详情页.png", "image/png")
    assert (exhibit.width, exhibit.height, exhibit.size) == (800, 600, len(content))
    assert exhibit.sha256 == hashlib.sha256(content).hexdigest() and received.number == 1
    assert cases.read(instance, office.viewer, case_id).case.exhibits == [exhibit]
    opened = evidence.original(instance, office.viewer, case_id, exhibit.id)
    assert opened.path.read_bytes() == content
    opened.close()


def test_an_equal_file_is_recognised(instance: Instance, office, case_id: str) -> None:
    first = upload(instance, office.owner, case_id, "a.png", picture())
    again = upload(instance, office.owner, case_id, "b.png", picture())
    assert again.duplicate and again.exhibit.id == first.exhibit.id
    assert len(cases.read(instance, office.owner, case_id).case.exhibits) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.png", b"", "空文件"),
        ("假.png", b"MZ\x90\x00" + bytes(5000), "。"),
    ],
)
def test_what_cannot_be_evidence_is_refused_and_leaves_nothing(
    instance: Instance, office, case_id: str, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        upload(instance, office.owner, case_id, name, content)
    assert refusal.value.problems[0].message
    assert cases.read(instance, office.owner, case_id).case.exhibits == []
    with instance.store.read() as work:
        assert work.files.held([hashlib.sha256(content).hexdigest()]) == set()


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "..\\..\\boot.png", "a/../b.png", "/etc/shadow.png"])
def test_a_file_name_never_leaves_its_place(instance: Instance, office, case_id: str, name: str) -> None:
    exhibit = upload(instance, office.owner, case_id, name, picture()).exhibit
    assert "/" not in exhibit.file_name and "\\" not in exhibit.file_name and exhibit.file_name.endswith(".png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("第一行\r\n第二行\t.png", "第一行 第二行 .png"),
        ("\u202egnp.exe.png", "gnp.exe.png"),
        ("长" * 300 + ".png", "长" * 251 + ".png"),
        ("", "未命名文件"),
    ],
)
def test_a_file_name_is_one_plain_line(instance: Instance, office, case_id: str, name: str, kept: str) -> None:
    assert upload(instance, office.owner, case_id, name, picture()).exhibit.file_name == kept


def test_a_refusal_does_not_repeat_an_endless_name(instance: Instance, office, case_id: str) -> None:
    with pytest.raises(Refused) as refusal:
        upload(instance, office.owner, case_id, "长" * 9000 + ".png", b"")
    assert len(str(refusal.value)) < 400


def test_limits_hold_per_file_and_per_case(instance: Instance, office, case_id: str) -> None:
    tight = replace(instance, settings=instance.settings.model_copy(update={"max_file_bytes": 20_000}))
    with pytest.raises(Refused, match="上限"):
        upload(tight, office.owner, case_id, "大.bin", bytes(20_001))
    narrow = replace(instance, settings=instance.settings.model_copy(update={"max_case_bytes": 3_000}))
    upload(narrow, office.owner, case_id, "a.png", picture())
    with pytest.raises(Refused, match="还能放|总量已达上限"):
        upload(narrow, office.owner, case_id, "b.bin", bytes(3_000))


def test_a_removed_exhibit_gives_its_file_back(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "a.png", picture()).exhibit
    evidence.remove(instance, office.editor, case_id, exhibit.id)
    with pytest.raises(NotFound):
        evidence.original(instance, office.owner, case_id, exhibit.id)
    with instance.store.read() as work:
        assert work.files.held([exhibit.sha256]) == set()
    assert not evidence.remove(instance, office.editor, case_id, exhibit.id).problems


def test_a_preview_is_a_small_jpeg_of_ours(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "长.png", picture(size=(400, 9000))).exhibit
    for _ in range(2):
        shown = Image.open(io.BytesIO(evidence.preview(instance, office.viewer, case_id, exhibit.id)))
        assert shown.format == "JPEG" and shown.width <= 480 and shown.height <= 640
    text = upload(instance, office.owner, case_id, "说明.txt", "情况说明".encode()).exhibit
    with pytest.raises(NotFound):
        evidence.preview(instance, office.viewer, case_id, text.id)


def test_a_preview_that_cannot_be_kept_is_shown_all_the_same(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "图.png", picture()).exhibit
    (instance.settings.data_folder / "previews").write_text("no folder", "utf-8")
    assert evidence.preview(instance, office.viewer, case_id, exhibit.id).startswith(b"\xff\xd8")


def test_a_picture_too_large_to_decode_has_no_preview(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "巨图.png", huge_header(25_000, 20_000)).exhibit
    with pytest.raises(NotFound):
        evidence.preview(instance, office.viewer, case_id, exhibit.id)


def huge_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to no pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(5000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_file_belongs_to_its_case_only(instance: Instance, office, case_id: str) -> None:
    exhibit = upload(instance, office.owner, case_id, "a.png", picture()).exhibit
    other = cases.create(instance, office.owner).case.id
    with pytest.raises(NotFound):
        evidence.original(instance, office.owner, other, exhibit.id)


@pytest.mark.parametrize("end", ["demoted", "deactivated"])
def test_a_file_still_on_its_way_does_not_outlast_the_right_to_send_it(
    instance: Instance, office, case_id: str, end: str
) -> None:
    """A large recording takes minutes; meanwhile its sender may have lost their role or their account."""

    async def slow() -> AsyncIterator[bytes]:
        yield picture()[:1000]
        if end == "demoted":
            members.change_role(instance, office.owner, office.editor.person_id, "viewer")
        else:
            members.deactivate(instance, office.owner, office.editor.person_id)
        yield picture()[1000:]

    with pytest.raises(NotAllowed if end == "demoted" else NotFound):
        result_of(evidence.receive(instance, office.editor, case_id, "a.png", slow()))
    assert not cases.read(instance, office.owner, case_id).case.exhibits


def test_a_preview_decodes_no_more_than_is_said(instance: Instance, office, case_id: str) -> None:
    """80 million pixels, whatever the file's size: this one is black all over and some kilobytes."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    exhibit = upload(instance, office.owner, case_id, "巨图.png", out.getvalue()).exhibit
    assert any(one.code == "image_too_big_to_show" for one in exhibit.findings)
    with pytest.raises(NotFound):
        evidence.preview(instance, office.viewer, case_id, exhibit.id)
