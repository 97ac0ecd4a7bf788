"""Packages through the services: what stands in the way, versions, cancelling, restarts, verification."""

import datetime as dt
import hashlib
import json
import os
import time
import zipfile
from dataclasses import replace

import pytest

from tests.unit.services.building import built
from wizard.case import new_case_id, now
from wizard.changes import Change
from wizard.services import cases, housekeeping, packages
from wizard.services.access import Actor
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance
from wizard.services.packages import SignerChoice
from wizard.store.rows import BuildRow

SIGNER = SignerChoice(name="王五", consent="我同意以上内容属实")
SCENARIO = "support_misconduct"


def test_everything_missing_is_named_at_once(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    with pytest.raises(Refused) as refusal:
        packages.start(instance, office.owner, case_id, signer=SignerChoice(name=" ", consent="", image=b"GIF"))
    fields = [problem.field for problem in refusal.value.problems]
    assert fields == ["scenario", "channel", "narrative", "signer", "consent", "image"]


def test_missing_evidence_needs_a_reason(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    changes = [
        Change("scenario", None, "fine_dispute"),
        Change("channel", None, "pdd_violation_appeal"),
        Change("narrative", "", "被扣了 1000 元"),
    ]
    cases.save(instance, office.owner, case_id, changes)
    with pytest.raises(Refused) as refusal:
        packages.start(instance, office.owner, case_id, signer=SIGNER)
    assert [problem.field for problem in refusal.value.problems] == ["missing_evidence_reason"]
    assert cases.read(instance, office.owner, case_id).case.signature is None


@pytest.fixture
def sample(instance: Instance, office) -> str:
    return cases.open_sample(instance, office.owner, SCENARIO).case.id


def test_two_versions_are_built_linked_and_verified(instance: Instance, office, sample: str) -> None:
    first = built(instance, office.owner, packages.start(instance, office.owner, sample, signer=SIGNER, reason="暂无"))
    assert (first.error, first.package_version) == ("", 1)
    cases.save(instance, office.editor, sample, [Change("shop.address", cases.read(
        instance, office.editor, sample).case.shop.address, "样本路 2 号")])  # fmt: skip
    second = built(instance, office.signer, packages.start(instance, office.signer, sample, signer=SIGNER))
    assert (second.error, second.package_version) == ("", 2)
    one, two = cases.read(instance, office.viewer, sample).case.packages
    assert two.previous_manifest_sha256 == one.manifest_sha256 and "投诉人有修改" in two.changes
    for version in (one, two):
        path = packages.file(instance, office.viewer, sample, version.version)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256
        with zipfile.ZipFile(path) as archive:
            manifest = archive.read("manifest.json")
        assert hashlib.sha256(manifest).hexdigest() == version.manifest_sha256
        assert packages.verify(instance, path, version.file_name).verdict == "authentic"
    assert json.loads(manifest)
    with pytest.raises(NotFound):
        packages.file(instance, office.stranger, sample, 1)
    with pytest.raises(NotFound):
        packages.file(instance, office.viewer, sample, 3)
    assert not list(instance.settings.temporary.glob("build-*"))


def test_a_cancelled_build_leaves_nothing(instance: Instance, office, sample: str) -> None:
    build_id = packages.start(instance, office.owner, sample, signer=SIGNER, reason="暂无")
    assert packages.running(instance, office.viewer, sample) == build_id
    with pytest.raises(Refused, match="正在生成"):
        packages.start(instance, office.owner, sample, signer=SIGNER, reason="暂无")
    packages.cancel(instance, office.signer, build_id)
    progress = built(instance, office.owner, build_id)
    assert progress.cancelled and "没有留下" in progress.error
    for _ in range(100):
        if not list(instance.settings.temporary.glob("build-*")):
            break
        time.sleep(0.1)
    assert not list(instance.settings.temporary.glob("build-*"))
    assert cases.read(instance, office.owner, sample).case.packages == []
    assert packages.running(instance, office.viewer, sample) is None


def silent_build(instance: Instance, actor: Actor, case_id: str) -> str:
    """A build of a server that was killed two minutes ago."""
    at = now() - dt.timedelta(minutes=2)
    row = BuildRow(new_case_id(), actor.team_id, case_id, actor.person_id, "running", "撰写", 0.3, "", None, at, at)
    with instance.store.write() as work:
        work.builds.add(row)
    folder = instance.settings.temporary / f"build-{row.id}"
    folder.mkdir()
    long_ago = (at - dt.timedelta(hours=7)).timestamp()  # where several servers share the folder, fresh ones are kept
    os.utime(folder, (long_ago, long_ago))
    return row.id


def test_a_build_of_a_killed_server_is_said_to_be_over(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    build_id = silent_build(instance, office.owner, case_id)
    assert "重启" in packages.progress(instance, office.owner, build_id).error
    assert packages.running(instance, office.owner, case_id) is None
    time.sleep(1.1)  # the sweep at start takes what is older than this instant, in whole seconds
    housekeeping.at_start(instance)
    assert not list(instance.settings.temporary.iterdir())
    with instance.store.read() as work:
        assert work.builds.running(case_id) is None


def test_a_build_belongs_to_its_team(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    build_id = silent_build(instance, office.owner, case_id)
    for call in (packages.progress, packages.cancel):
        with pytest.raises(NotFound):
            call(instance, office.stranger, build_id)


def test_a_lost_original_is_said(instance: Instance, office, sample: str) -> None:
    exhibit = cases.read(instance, office.owner, sample).case.exhibits[0]
    assert exhibit.sha256
    instance.files.sweep(held=lambda _some: set(), older_than=now() + dt.timedelta(hours=1))
    progress = built(
        instance, office.owner, packages.start(instance, office.owner, sample, signer=SIGNER, reason="暂无")
    )
    assert "原文件找不到" in progress.error and progress.package_version is None


def test_what_is_no_package_is_unrecognised(instance: Instance, tmp_path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 not really")
    assert packages.verify(instance, path).verdict != "authentic"


def test_sealed_with_secrets_never_shown(instance: Instance) -> None:
    shown = repr(replace(SIGNER, p12=b"secret bytes", p12_password="geheim"))
    assert "secret" not in shown and "geheim" not in shown


def test_what_a_colleague_changed_is_not_signed_unread(instance: Instance, office, sample: str) -> None:
    as_read = cases.read(instance, office.owner, sample).case
    cases.save(instance, office.editor, sample, [Change("shop.contact", as_read.shop.contact, "另一个人")])
    with pytest.raises(Refused, match="您打开这一页以后，同事又改过这份材料：投诉人有修改"):
        packages.start(instance, office.owner, sample, signer=SIGNER, as_read=as_read)
    assert cases.read(instance, office.owner, sample).case.signature is None
