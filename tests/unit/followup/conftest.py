import pytest

from wizard.knowledge.load import Pack, load


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load("pinduoduo")
