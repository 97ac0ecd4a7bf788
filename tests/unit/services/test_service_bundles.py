"""Archives and mails: opened behind the upload, file by file, with their origin, within bounds, and only once."""

import hashlib
import io
import time
import zipfile

import pytest
import pyzipper

from tests.unit.evidence.inspection import makers
from tests.unit.evidence.unpacking import outlook_maker
from tests.unit.evidence.unpacking.archive_makers import rar, seven
from tests.unit.evidence.unpacking.test_members import mail
from tests.unit.services.test_service_evidence import picture, pieces
from wizard.awaiting import result_of
from wizard.services import bundles, cases, evidence, intake
from wizard.services.errors import NotAllowed, NotFound, Refused
from wizard.services.instance import Instance


@pytest.fixture
def case_id(instance: Instance, office, monkeypatch) -> str:
    monkeypatch.setattr(instance.readers, "run", no_reading)
    return cases.create(instance, office.owner).case.id


def no_reading(*_arguments, **_options):
    from wizard.services.workers import JobFailed

    raise JobFailed("not here")


def send(instance: Instance, actor, case_id: str, name: str, content: bytes) -> evidence.Received:
    return result_of(intake.receive(instance, actor, case_id, name, pieces(content)))


def opened(instance: Instance, office, case_id: str):
    """The case once everything has been opened."""
    end = time.monotonic() + 60
    while True:
        case = cases.read(instance, office.owner, case_id).case
        if all(one.done for one in case.bundles) and not instance.opening.busy(case_id):
            return case
        assert time.monotonic() < end, "opening did not end"
        time.sleep(0.02)


def test_each_file_of_an_archive_becomes_an_exhibit_that_says_where_it_came_from(instance, office, case_id) -> None:
    content = makers.zipped(
        {"聊天/2.png": picture("red"), "聊天/10.png": picture("blue"), "Thumbs.db": b"x", "装.exe": b"MZ"}
    )
    received = send(instance, office.editor, case_id, "证据.zip", content)
    assert received.exhibit is None and received.bundle.file_name == "证据.zip"
    case = opened(instance, office, case_id)
    assert [(one.title, one.origin.file_name, one.origin.path) for one in case.exhibits] == [
        ("2", "证据.zip", "聊天/2.png"),
        ("10", "证据.zip", "聊天/10.png"),
    ]
    bundle = case.bundles[0]
    assert (bundle.files, bundle.taken, bundle.known) == (4, 2, 0)
    assert {one.name: one.why[:4] for one in bundle.left_out} == {"Thumbs.db": "系统自己", "装.exe": "程序或网"}
    kept = bundles.original(instance, office.viewer, case_id, bundle.id)
    assert kept.path.read_bytes() == content and bundle.sha256 == hashlib.sha256(content).hexdigest()
    kept.close()
    assert send(instance, office.owner, case_id, "又一次.zip", content).duplicate


def test_what_is_there_already_is_counted_and_not_doubled(instance, office, case_id) -> None:
    send(instance, office.owner, case_id, "先传的.png", picture("red"))
    files = {"a.png": picture("red"), "b.png": picture("blue")}
    send(instance, office.owner, case_id, "证据.zip", makers.zipped(files))
    case = opened(instance, office, case_id)
    assert len(case.exhibits) == 2 and (case.bundles[0].taken, case.bundles[0].known) == (1, 1)


def test_opening_that_was_cut_off_is_taken_up_and_takes_nothing_twice(instance, office, case_id, monkeypatch) -> None:
    files = {f"{number}.txt": f"第 {number} 份".encode() for number in range(20)}
    real, calls = bundles._put, []

    def dies(opening, taken):
        calls.append(1)
        if len(calls) == 5:
            raise OSError("killed")
        return real(opening, taken)

    monkeypatch.setattr(bundles, "_put", dies)
    send(instance, office.owner, case_id, "证据.zip", makers.zipped(files))
    end = time.monotonic() + 30
    while instance.opening.busy(case_id) and time.monotonic() < end:
        time.sleep(0.02)
    assert not cases.read(instance, office.owner, case_id).case.bundles[0].done
    assert intake.waits(instance, cases.read(instance, office.editor, case_id).case)
    intake.resume(instance, office.editor, case_id)
    case = opened(instance, office, case_id)
    assert len(case.exhibits) == 20 and case.bundles[0].taken == 20 and case.bundles[0].known == 0


def test_archives_in_archives_end_and_a_bomb_is_left_out(instance, office, case_id) -> None:
    inner = makers.zipped({"最里面.txt": "深".encode()})
    for depth in range(5):
        inner = makers.zipped({f"第{depth}层.zip": inner, f"第{depth}层.txt": f"层 {depth}".encode()})
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("零.txt", bytes(300 * 1024**2))
    send(instance, office.owner, case_id, "套.zip", makers.zipped({"套.zip": inner, "弹.zip": bomb.getvalue()}))
    case = opened(instance, office, case_id)
    told = [left.why for one in case.bundles for left in one.left_out]
    assert any("太多层" in why for why in told) and any("异常大" in why for why in told)
    assert {one.title for one in case.exhibits} == {"第4层", "第3层"}


def test_a_mail_is_an_exhibit_and_so_are_its_attachments(instance, office, case_id) -> None:
    letter = bytes(mail(**{"截图.png": picture("red")}))
    received = send(instance, office.owner, case_id, "答复.eml", letter)
    assert received.exhibit and received.bundle.exhibit == received.exhibit.id
    outlook = outlook_maker.message("关于违规", "已驳回", {"截图.png": picture("blue")})
    send(instance, office.owner, case_id, "答复.msg", outlook)
    case = opened(instance, office, case_id)
    assert [(one.file_name, one.origin and one.origin.file_name) for one in case.exhibits] == [
        ("答复.eml", None), ("截图.png", "答复.eml"), ("答复.msg", None), ("截图.png", "答复.msg"),
    ] or sorted(one.file_name for one in case.exhibits) == ["截图.png", "截图.png", "答复.eml", "答复.msg"]  # fmt: skip
    evidence.remove(instance, office.owner, case_id, received.exhibit.id)
    assert [one.file_name for one in cases.read(instance, office.owner, case_id).case.bundles] == ["答复.msg"]


def test_a_mail_without_attachments_leaves_no_record(instance, office, case_id) -> None:
    send(instance, office.owner, case_id, "答复.eml", bytes(mail()))
    case = opened(instance, office, case_id)
    assert len(case.exhibits) == 1 and case.bundles == []


PASSWORD = "晨星-2026-secret"


@pytest.mark.parametrize("kind", ["zip", "rar", "rar with names", "7z", "7z with names"])
def test_a_locked_archive_opens_with_its_password_once(instance, office, case_id, kind, caplog, capfd) -> None:
    send(instance, office.owner, case_id, f"锁.{kind[:3]}", locked(kind))
    case = opened(instance, office, case_id)
    bundle = case.bundles[0]
    assert case.exhibits == [] and bundle.locked and "密码" in bundle.left_out[0].why
    with pytest.raises(Refused, match="打不开"):
        bundles.unlock(instance, office.editor, case_id, bundle.id, "不对")
    assert cases.read(instance, office.owner, case_id).case.bundles[0].locked
    bundles.unlock(instance, office.editor, case_id, bundle.id, PASSWORD)
    case = opened(instance, office, case_id)
    assert [one.title for one in case.exhibits] == ["截图", "说明"] and not case.bundles[0].locked
    assert (case.bundles[0].taken, case.bundles[0].left_out) == (2, [])
    data = instance.settings.data_folder
    kept = [one for one in data.rglob("*") if one.is_file() and PASSWORD.encode() in one.read_bytes()]
    assert kept == [] and PASSWORD not in caplog.text + "".join(capfd.readouterr())


def locked(kind: str) -> bytes:
    files = {"说明.txt": "经过".encode(), "截图.png": picture()}
    if kind.startswith("rar"):
        return rar(files, password=PASSWORD, encrypt_headers="names" in kind)
    if kind.startswith("7z"):
        return seven(files, password=PASSWORD, header_encryption="names" in kind)
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as made:
        made.setpassword(PASSWORD.encode())
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def test_opening_asked_for_again_while_a_password_is_used_does_not_undo_it(instance, office, case_id) -> None:
    send(instance, office.owner, case_id, "锁.rar", locked("rar"))
    bundle = opened(instance, office, case_id).bundles[0]
    bundles.unlock(instance, office.owner, case_id, bundle.id, PASSWORD)
    intake.resume(instance, office.owner, case_id)
    case = opened(instance, office, case_id)
    assert len(case.exhibits) == 2 and not case.bundles[0].locked


def test_a_rar_of_many_is_read_in_few_goes(instance, office, case_id, monkeypatch) -> None:
    real, goes = instance.workers.run, []

    def run(job, *arguments, **options):
        goes.append(job)
        return real(job, *arguments, **options)

    monkeypatch.setattr(instance.workers, "run", run)
    files = {f"{number}.txt": f"第 {number} 份".encode() for number in range(100)}
    send(instance, office.owner, case_id, "证据.rar", rar(files, solid=True))
    case = opened(instance, office, case_id)
    assert [one.title for one in case.exhibits] == [str(number) for number in range(100)]
    assert sum(job.endswith(":take_out") for job in goes) == 2


def test_time_for_one_archive_ends_and_the_rest_is_named(instance, office, case_id, monkeypatch) -> None:
    monkeypatch.setattr(bundles, "OPEN_SECONDS", -1.0)
    send(instance, office.owner, case_id, "证据.7z", seven({"a.txt": b"1", "b.txt": b"2"}))
    case = opened(instance, office, case_id)
    assert case.exhibits == [] and [one.name for one in case.bundles[0].left_out] == ["a.txt", "b.txt"]


def test_what_does_not_fit_the_case_is_said_and_the_rest_is_kept(instance, office, case_id, monkeypatch) -> None:
    monkeypatch.setattr(evidence, "MOST_EXHIBITS", 2)
    files = {f"{number}.txt": f"第 {number} 份".encode() for number in range(4)}
    send(instance, office.owner, case_id, "证据.zip", makers.zipped(files))
    case = opened(instance, office, case_id)
    assert len(case.exhibits) == 2 and len(case.bundles[0].left_out) == 2
    assert all("最多 2 件证据" in one.why for one in case.bundles[0].left_out)


def test_a_file_that_kills_the_worker_takes_only_itself_along(instance, office, case_id, monkeypatch) -> None:
    from wizard.services.workers import JobFailed

    real = instance.workers.run

    def run(job, *arguments, **options):
        if job.endswith(":take_out") and any(one.name == "毒.txt" for one in arguments[2]):
            raise JobFailed("died")
        return real(job, *arguments, **options)

    monkeypatch.setattr(instance.workers, "run", run)
    files = {"1.txt": "一".encode(), "毒.txt": "毒".encode(), "3.txt": "三".encode()}
    send(instance, office.owner, case_id, "证据.zip", makers.zipped(files))
    case = opened(instance, office, case_id)
    assert [one.title for one in case.exhibits] == ["1", "3"]
    assert [(one.name, one.why[:5]) for one in case.bundles[0].left_out] == [("毒.txt", "取出或检查")]


def test_an_archive_can_be_deleted_and_what_came_out_stays(instance, office, case_id) -> None:
    send(instance, office.owner, case_id, "证据.zip", makers.zipped({"a.png": picture()}))
    bundle = opened(instance, office, case_id).bundles[0]
    with pytest.raises(NotAllowed):
        bundles.remove(instance, office.viewer, case_id, bundle.id)
    with pytest.raises(NotFound):
        bundles.original(instance, office.stranger, case_id, bundle.id)
    bundles.remove(instance, office.editor, case_id, bundle.id)
    case = cases.read(instance, office.owner, case_id).case
    assert case.bundles == [] and len(case.exhibits) == 1
    with instance.store.read() as work:
        taken_out = case.exhibits[0].sha256
        assert work.files.held([bundle.sha256, taken_out]) == {taken_out}


def test_an_archive_without_evidence_is_refused(instance, office, case_id) -> None:
    with pytest.raises(Refused, match="没有可以当证据的文件"):
        send(instance, office.owner, case_id, "空.zip", makers.zipped({"__MACOSX/._a": b"x"}))
