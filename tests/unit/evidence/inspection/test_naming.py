"""File names that are safe on every system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.evidence import clean_name
from wizard.evidence.inspection.naming import LONGEST, extension_of


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\证据\\截图.png", "截图.png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ('聊天:"一".txt', "聊天__一_.txt"),
        ("..", "未命名文件"),
        ("", "未命名文件"),
        ("con.txt", "未命名文件.txt"),
        ("\x00a\x1f.jpg", "a.jpg"),
        ("  两  个 空格 .pdf ", "两 个 空格 .pdf"),
        ("𠮷野家😀.jpg", "𠮷野家😀.jpg"),
    ],
)
def test_names(name, clean):
    assert clean_name(name) == clean


def test_an_overlong_name_keeps_its_extension():
    assert clean_name("长" * 500 + ".jpeg").endswith("长.jpeg")
    assert len(clean_name("长" * 500 + ".jpeg")) == LONGEST


@given(st.text(max_size=300))
def test_whatever_it_was_called(name):
    clean = clean_name(name)
    assert clean and len(clean) <= LONGEST and clean not in (".", "..")
    assert not set(clean) & set('\\/:*?"<>|\x00\n')
    assert clean_name(clean) == clean
    assert extension_of(clean) == "" or clean.lower().endswith(extension_of(clean))
