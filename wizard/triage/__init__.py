"""Triage (分类): a merchant's own words and a few answers → ranked scenarios with reasons and the next best question.

Everything runs on this machine with numpy alone; `wizard.triage.fit` makes the weights and is a development tool.
"""

from wizard.triage.judgement import Judgement, Reason, judge

__all__ = ["Judgement", "Reason", "judge"]
