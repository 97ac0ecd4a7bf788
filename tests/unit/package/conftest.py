"""One authority and one built package for all tests of a process: making keys takes most of the time."""

from __future__ import annotations

import zipfile

import pytest

from tests.unit.package.samples import request
from wizard.package import build, instance_authority


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
