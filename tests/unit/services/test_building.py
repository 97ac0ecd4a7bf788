"""What the builder is asked, from a case and a channel."""

import email
import email.policy
import pickle

import pytest

from wizard.case import Case, now
from wizard.services.building import Build, Copies, request_of
from wizard.services.samples import SAMPLES


def asked(tmp_path, channel: str):
    case = Case.model_validate_json((SAMPLES / "settlement" / "case.json").read_text("utf-8"))
    return request_of(Build(case, channel, tmp_path, tmp_path / "ca", now(), signer_name="李晴"), Copies())


def test_a_mail_goes_to_the_builder_without_attachments(tmp_path) -> None:
    request = asked(tmp_path, "pdd_email")
    assert request.mail is not None and request.mail.file_name == "邮件.eml"
    message = email.message_from_bytes(request.mail.message, policy=email.policy.default)
    assert not message.is_multipart() and message["X-Unsent"] == "1"
    assert request.document.title in message["Subject"]
    assert "邮件.eml" not in request.texts and {"邮件.txt", "全文.txt"} <= set(request.texts)
    assert pickle.loads(pickle.dumps(request.mail)) == request.mail


@pytest.mark.parametrize("channel", ["pdd_ticket", "pdd_hotline"])
def test_other_channels_have_no_mail(tmp_path, channel: str) -> None:
    assert asked(tmp_path, channel).mail is None


def test_a_full_disk_while_building_is_said(instance) -> None:
    import errno

    from wizard.services.running import _words

    words = _words(OSError(errno.ENOSPC, "No space left on device"))
    assert "磁盘满了" in words and "再生成一次" in words
