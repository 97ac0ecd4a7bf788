"""From a case to its documents: one tree per case and channel, and the texts that are cut from it."""

from wizard.drafting.basis import Cited, cited_basis
from wizard.drafting.compose import compose
from wizard.drafting.demands import DemandChoice, demand_choices

__all__ = ["Cited", "DemandChoice", "cited_basis", "compose", "demand_choices"]
