"""The facts of a case: which questions to ask, what is wrong with the answers, and the arithmetic over them."""

from wizard.facts.asking import lean_of, questions_for
from wizard.facts.calculating import Calculated, Unfinished, calculations, unfinished
from wizard.facts.checking import problems
from wizard.facts.report import Problem
from wizard.facts.told import Told, told

__all__ = [
    "Calculated",
    "Problem",
    "Told",
    "Unfinished",
    "calculations",
    "lean_of",
    "problems",
    "questions_for",
    "told",
    "unfinished",
]
