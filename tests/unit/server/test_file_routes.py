"""Files on their way in and out: whole or in parts, kept byte for byte, refused in words, never opened as a page."""

import errno

import pytest
from starlette.testclient import TestClient

from tests.unit.evidence.inspection.makers import wav, zipped
from tests.unit.server.asking import OURS, picture, rest, signed_in
from wizard.server.answers import attachment
from wizard.services import cases
from wizard.services.instance import Instance
from wizard.store.errors import StoreUnavailable


def test_viewers_write_nothing(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.viewer)
    text = web.put(f"/api/cases/{case_id}/text", json={"path": "narrative", "base": "", "value": "x"}, headers=OURS)
    file = web.put(f"/api/cases/{case_id}/files?name=a.png", content=picture(), headers=OURS)
    assert text.status_code == file.status_code == 403 and "查看" in text.json()["error"]


def test_a_file_goes_in_and_comes_out_as_an_attachment(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    content = picture()
    answer = web.put(f"/api/cases/{case_id}/files", params={"name": '违规"详情\r\n.png'}, content=content, headers=OURS)
    assert answer.status_code == 201 and answer.json()["number"] == 1
    exhibit = answer.json()["exhibit"]["id"]
    out = web.get(f"/api/cases/{case_id}/exhibits/{exhibit}/original")
    assert out.content == content and out.headers["content-type"] == "application/octet-stream"
    assert out.headers["content-disposition"].startswith("attachment; filename=")
    assert out.headers["x-content-type-options"] == "nosniff" and "no-store" in out.headers["cache-control"]
    shown = web.get(f"/api/cases/{case_id}/exhibits/{exhibit}/preview")
    assert shown.headers["content-type"] == "image/jpeg" and shown.content[:2] == b"\xff\xd8"


def test_a_page_or_a_drawing_is_never_opened_in_our_name(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    script = b"<html><script>alert(1)</script></html>"
    answer = web.put(f"/api/cases/{case_id}/files?name=a.html", content=script, headers=OURS)
    if answer.status_code == 201:
        out = web.get(f"/api/cases/{case_id}/exhibits/{answer.json()['exhibit']['id']}/original")
        assert out.headers["content-type"] == "application/octet-stream"
        assert out.headers["content-disposition"].startswith("attachment")
    else:
        assert answer.status_code == 422 and answer.json()["problems"]


def test_too_large_is_said_before_and_while_it_streams(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    instance.settings.max_file_bytes = 50_000
    declared = web.put(f"/api/cases/{case_id}/files?name=a.bin", content=bytes(60_000), headers=OURS)
    streamed = web.put(f"/api/cases/{case_id}/files?name=a.bin", content=(bytes(1000) for _ in range(60)), headers=OURS)
    assert declared.status_code == streamed.status_code == 422 and "上限" in streamed.json()["error"]
    assert cases.read(instance, office.owner, case_id).case.exhibits == []


def test_reading_begins_with_the_upload(web: TestClient, instance: Instance, office, case_id, monkeypatch) -> None:
    signed_in(web, instance, office.owner)
    asked: list[str] = []
    monkeypatch.setattr(instance.queue, "add", lambda case, pieces: asked.append(case))
    text = "工单号 GD3449136470".encode()
    assert web.put(f"/api/cases/{case_id}/files?name=a.txt", content=text, headers=OURS).status_code == 201
    assert asked == [case_id]


def test_what_is_over_the_limit_says_how_large_it_may_be(web: TestClient, instance, office, case_id) -> None:
    signed_in(web, instance, office.owner)
    address = f"/api/cases/{case_id}/files?name=录屏.mp4"
    instance.settings.max_file_bytes = 2 * 1024 * 1024
    over = web.put(address, content=bytes(2 * 1024 * 1024 + 1), headers=OURS)
    assert over.status_code == 422 and over.json()["error"] == (
        "「录屏.mp4」超过单个文件 2 MB 的上限。请压缩、裁剪或分段后再上传。"
    )
    instance.settings.max_case_bytes = 1024 * 1024
    little = web.put(address, content=bytes(1024 * 1024 + 1), headers=OURS).json()["error"]
    assert "还能放 1 MB" in little and "请删去不需要的文件" in little
    instance.settings.max_case_bytes = 1
    full = web.put(address, content=b"x" * 2, headers=OURS).json()["error"]
    assert "还能放" in full
    instance.settings.max_case_bytes = 10**6
    assert web.put(f"/api/cases/{case_id}/files?name=a.txt", content="经过".encode(), headers=OURS).status_code == 201
    instance.settings.max_case_bytes = 6
    full = web.put(address, content=b"x", headers=OURS).json()["error"]
    assert "已达" in full and "放不下了" in full and "请删去不需要的文件" in full


def test_an_archive_is_sent_and_comes_back_byte_for_byte(web: TestClient, instance, office, case_id) -> None:
    signed_in(web, instance, office.owner)
    monkey = zipped({"a.txt": "经过".encode()})
    answer = web.put(f"/api/cases/{case_id}/files?name=证据.zip", content=monkey, headers=OURS).json()
    assert answer["exhibit"] is None and answer["bundle"]["file_name"] == "证据.zip"
    back = web.get(f"/api/cases/{case_id}/bundles/{answer['bundle']['id']}/original")
    assert back.content == monkey and back.headers["content-type"] == "application/octet-stream"
    assert back.headers["content-disposition"].startswith("attachment")


def test_a_recording_is_played_piece_by_piece_and_nothing_else_is(web: TestClient, instance, office, case_id) -> None:
    signed_in(web, instance, office.owner)
    sound = wav(4)
    heard = web.put(f"/api/cases/{case_id}/files?name=通话.wav", content=sound, headers=OURS).json()["exhibit"]["id"]
    seen = web.put(f"/api/cases/{case_id}/files?name=a.png", content=picture(), headers=OURS).json()["exhibit"]["id"]
    part = web.get(f"/api/cases/{case_id}/exhibits/{heard}/play", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.content == sound[10:20] and part.headers["content-type"] == "audio/wav"
    assert web.get(f"/api/cases/{case_id}/exhibits/{seen}/play").status_code == 404


def test_a_full_disk_while_sending_or_fetching_is_said(web: TestClient, instance, office, case_id, monkeypatch) -> None:
    signed_in(web, instance, office.owner)
    address = f"/api/cases/{case_id}/files?name=a.png"
    kept = web.put(address, content=picture(), headers=OURS).json()["exhibit"]["id"]

    async def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(instance.files, "_stream", full)
    sending = web.put(address, content=b"x" * 1000, headers=OURS)
    assert sending.status_code == 503 and "磁盘已满" in sending.json()["error"]
    assert len(cases.read(instance, office.owner, case_id).case.exhibits) == 1

    def no_write(*_arguments, **_options):
        raise StoreUnavailable("服务器磁盘已满")

    monkeypatch.setattr(type(instance.store), "write", no_write)
    fetching = web.get(f"/api/cases/{case_id}/exhibits/{kept}/original")
    assert fetching.status_code == 503 and "没有下载成功" in fetching.json()["error"]
    assert "文件没有坏" in fetching.json()["error"]


def test_a_large_file_goes_on_where_it_broke_off(web: TestClient, instance: Instance, office, case_id: str) -> None:
    content, address = picture() + bytes(range(256)) * 40, f"/api/cases/{case_id}/files"
    signed_in(web, instance, office.owner)
    asked = {"mark": f"录屏.png|{len(content)}|1", "size": str(len(content))}
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 0}
    first = rest(0, content) | {"content": content[:4000]}
    assert (answer := web.put(address, **first)).status_code == 409 and answer.json() == {"have": 4000}
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 4000}
    answer = web.put(address, **rest(2000, content))
    assert answer.status_code == 409 and answer.json() == {"have": 4000}
    answer = web.put(address, **rest(4000, content))
    assert answer.status_code == 201 and answer.json()["exhibit"]["size"] == len(content)


@pytest.mark.parametrize(
    "more", [{"size": "x"}, {"size": "-1"}, {"at": "-5"}, {"at": "99999999"}, {"mark": ""}, {"mark": "x" * 1500}]
)
def test_a_rest_that_makes_no_sense_is_refused_in_words(web, instance, office, case_id, more: dict[str, str]) -> None:
    signed_in(web, instance, office.owner)
    answer = web.put(f"/api/cases/{case_id}/files", **rest(0, picture(), **more))
    assert answer.status_code == 422 and "请刷新页面" in answer.text
    headers = OURS | {"X-Before": "keine Basis"}
    wrong = rest(0, picture()) | {"headers": headers}
    assert web.put(f"/api/cases/{case_id}/files", **wrong).status_code == 422


def test_the_half_of_a_file_is_nobody_elses(web: TestClient, instance: Instance, office, case_id: str) -> None:
    content, address = picture() * 3, f"/api/cases/{case_id}/files"
    asked = {"mark": f"录屏.png|{len(content)}|1", "size": str(len(content))}
    assert web.get(f"{address}/arrived", params=asked).status_code == 401
    signed_in(web, instance, office.owner)
    web.put(address, **(rest(0, content) | {"content": content[:100]}))
    signed_in(web, instance, office.stranger)
    assert web.get(f"{address}/arrived", params=asked).status_code == 404
    assert web.put(address, **rest(100, content)).status_code == 404
    signed_in(web, instance, office.viewer)
    assert web.get(f"{address}/arrived", params=asked).status_code == 403
    assert web.put(address, **rest(100, content)).status_code == 403
    signed_in(web, instance, office.editor)
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 0}


def test_attachment_names_are_quoted() -> None:
    name = attachment('投诉"材料\r\nv1;x.zip')
    assert "\r" not in name and "\n" not in name and name.count('"') == 2
    assert name.endswith("filename*=UTF-8''%E6%8A%95%E8%AF%89%22%E6%9D%90%E6%96%99%0D%0Av1%3Bx.zip")
