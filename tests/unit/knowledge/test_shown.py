"""Numbers and lists as people read them."""

import pytest

from wizard.knowledge.shown import numbered


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([3], "证据3"),
        ([3, 4], "证据3、证据4"),
        ([3, 4, 5], "证据3至5"),
        ([1, 2, 7, 9, *range(11, 44)], "证据1、证据2、证据7、证据9、证据11至43"),
    ],
)
def test_exhibits_in_a_row_are_named_by_their_ends(numbers, words) -> None:
    assert numbered(numbers) == words
