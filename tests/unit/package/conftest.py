"""One authority and one built package for all tests of a process: making keys takes most of the time."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.unit.package.many import many, pictures_of
from tests.unit.package.samples import request
from wizard.package import PackageRequest, build, instance_authority, preview


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authority")
    instance_authority(folder)
    return folder


@pytest.fixture(scope="session")
def trusted(authority_folder):
    return [instance_authority(authority_folder).certificate_pem]


@pytest.fixture(scope="session")
def built(tmp_path_factory, authority_folder):
    folder = tmp_path_factory.mktemp("package")
    return build(request(folder, authority_folder))


@pytest.fixture(scope="session")
def unpacked(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(built.path).extractall(folder)
    return folder


@pytest.fixture(scope="session")
def pdf(unpacked, built):
    return unpacked / built.pdf_name


@dataclass(frozen=True)
class Whole:
    """A preview with evidence of every kind, a next version and missing evidence; and what was asked for."""

    asked: PackageRequest
    content: bytes
    originals: dict[str, Path]


@pytest.fixture(scope="session")
def whole(tmp_path_factory, authority_folder):
    folder = tmp_path_factory.mktemp("whole")
    pieces = many(folder)
    asked = request(folder, authority_folder, pieces, changes=("补充证据",), version=2)
    asked = replace(asked, case=asked.case.model_copy(update={"missing_evidence_reason": "页面已下线。"}))
    return Whole(asked, preview(asked), pictures_of(pieces))
