"""From a case to its documents: one tree per case and channel, and the texts that are cut from it."""

from wizard.drafting.basis import Cited, cited_basis
from wizard.drafting.compose import compose
from wizard.drafting.demands import DemandChoice, demand_choices
from wizard.drafting.mail import Attachment, mail_message
from wizard.drafting.readers import Unaddressed, noted, unaddressed
from wizard.drafting.rehearsal import Rehearsal, rehearsal
from wizard.drafting.texts import ChannelText, FieldText, channel_texts
from wizard.drafting.tone import ToneFinding, tone_findings

__all__ = [
    "Attachment",
    "ChannelText",
    "Cited",
    "DemandChoice",
    "FieldText",
    "Rehearsal",
    "ToneFinding",
    "Unaddressed",
    "channel_texts",
    "cited_basis",
    "compose",
    "demand_choices",
    "mail_message",
    "noted",
    "rehearsal",
    "tone_findings",
    "unaddressed",
]
