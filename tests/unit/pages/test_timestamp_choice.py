"""A timestamp authority that does not answer: nothing is made in silence without it; the person decides."""

import time

import pytest

from tests.unit.ui.reading import text_of
from wizard.services import cases, packages
from wizard.ui.steps import sign_person

NOBODY = "http://127.0.0.1:9/tsa"


@pytest.fixture
def case_of(instance, office):
    return cases.open_sample(instance, office.editor, "fine_dispute").case.id


def made(instance, office, case_id, *, timestamped):
    signer = packages.SignerChoice("林晴", "同意", timestamped=timestamped)
    build = packages.start(instance, office.owner, case_id, signer=signer)
    for _ in range(240):
        state = packages.progress(instance, office.owner, build)
        if state.done:
            return state
        time.sleep(0.25)
    raise AssertionError("not finished within a minute")


def test_the_choice_is_shown_where_an_authority_is_configured(app, instance, office, case_of):
    assert sign_person.NO_AUTHORITY in text_of(app.open(office.signer, "case_sign", case=case_of))
    instance.settings.tsa_url = NOBODY
    tab = app.open(office.signer, "case_sign", case=case_of)
    assert tab.radio(key="sign.timestamp").value == "with"


def test_without_an_answer_nothing_is_made_and_without_asking_it_is(instance, office, case_of):
    instance.settings.tsa_url = NOBODY
    refused = made(instance, office, case_of, timestamped=True)
    assert refused.error
    assert "时间戳" in refused.error
    assert cases.read(instance, office.owner, case_of).case.packages == []
    assert not made(instance, office, case_of, timestamped=False).error
    assert cases.read(instance, office.owner, case_of).case.packages[0].level == "PAdES B-B"
