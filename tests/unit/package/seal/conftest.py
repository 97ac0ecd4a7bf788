"""A timestamp authority made with openssl, one for the tests of a file."""

import shutil

import pytest

from tests.unit.package.openssl_tsa import serve


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    with serve(tmp_path_factory.mktemp("tsa")) as running:
        yield running
