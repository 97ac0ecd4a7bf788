"""What the public reads holds nobody's personal data, wherever in the case it was typed."""

import pytest

from tests.unit.drafting.helpers import composed, fullest
from tests.unit.drafting.stories import SCENARIOS, exhibit
from wizard.case import Attempt, Demand, Event, Identifier, Loss
from wizard.drafting import channel_texts

PUBLIC = ("media", "pdd_social")
SECRETS = {
    "phone": "13912345678",
    "spaced phone": "139 1234 5678",
    "identity card": "11010519491231002X",
    "mail": "zhangsan@example.com",
    "order": "261101-123456789012345",
    "tracking": "YT1234567890123",
    "name": "收货人张小三，",
    "address": "家住杭州市文三路8号2单元301，",
}
LEFT = {"name": "张小三", "address": "文三路8号", "spaced phone": "1234 5678"}
TEXT = "".join(f"{words}；" for words in SECRETS.values())


def laden(scenario, pack):
    """A case with every secret in every text that a person can type."""
    case = fullest(scenario, pack)
    for question_id, answer in case.answers.items():
        if pack.questions[question_id].kind in ("text", "long_text") and isinstance(answer, str):
            case.answers[question_id] = TEXT[:100] if question_id == "promo_unit" else TEXT
    case.narrative = TEXT
    case.wording = {"narrative": TEXT}
    case.timeline = [Event(on="2026-11-03", where=TEXT[:200], who="买家", what=TEXT, result=TEXT)]
    case.losses = [Loss(what=TEXT[:200], amount="100", arithmetic=TEXT[:200])]
    case.attempts = [Attempt(on="2026-11-05", receipt=TEXT[:200], agent="小丽1123", reply=TEXT + "小丽1123")]
    case.identifiers = [
        Identifier(kind="ticket", value=SECRETS["phone"]),
        Identifier(kind="order", value=SECRETS["order"]),
    ]
    case.exhibits = [exhibit(1, TEXT[:200], "support_chat", TEXT[:200], TEXT)]
    case.demands = [Demand(text=TEXT)]
    case.missing_evidence_reason = TEXT
    case.respondent.shop_name = f"{SECRETS['phone']}的店"
    return case


def public_words(case, pack, channel):
    document = composed(case, pack, channel)
    texts = channel_texts(document, case, pack.channels[channel])
    fields = [field.text for text in texts for field in text.fields]
    return "\n".join([document.model_dump_json(), *fields, *(str(text.content) for text in texts)])


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("channel", PUBLIC)
def test_nothing_personal_reaches_the_public(pack, scenario, channel):
    said = public_words(laden(scenario, pack), pack, channel)
    for kind, secret in SECRETS.items():
        assert LEFT.get(kind, secret) not in said, kind
    assert "小丽1123" not in said


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("channel", PUBLIC)
def test_the_merchants_own_data_is_kept_from_the_public_too(pack, scenario, channel):
    case = fullest(scenario, pack)
    said = public_words(case, pack, channel)
    for own in (case.shop.phone, case.shop.address, case.shop.credit_code):
        assert own not in said


def test_the_secrets_would_be_seen_without_the_mask(pack):
    said = public_words(laden(SCENARIOS[0], pack), pack, "police")
    assert SECRETS["phone"] in said
    assert "张小三" in said
