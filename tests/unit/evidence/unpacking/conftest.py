"""An archive or mail as it lies in the file store: under a name that says nothing."""

from pathlib import Path

import pytest


@pytest.fixture
def stored(tmp_path):
    def store(content: bytes) -> Path:
        path = tmp_path / "stored"
        path.write_bytes(content)
        return path

    return store
