"""ID cards and driving licences: the person's lines and the portrait are proposed, whatever was read badly."""

from pathlib import Path

import pytest

from tests.fixtures import cards
from wizard.case import Mask
from wizard.evidence import places_of
from wizard.evidence.covering import cover
from wizard.evidence.reading import Page, PlacedLine, Reading, can_read_pictures, read_file

needs_ocr = pytest.mark.skipif(not can_read_pictures(), reason="the extra `ocr` is not installed")


def reading_of(*rows: str) -> Reading:
    lines = [
        PlacedLine(text=text, left=500, right=500 + 400 * len(text), top=1000 * place, bottom=1000 * place + 600)
        for place, text in enumerate(rows, start=1)
    ]
    return Reading(reader=1, pages=(Page(number=1, width=1000, height=630, lines=tuple(lines)),))


def kinds(reading: Reading) -> list[str]:
    return [place.kind for place in places_of(reading)]


def covers(places, box: tuple[int, int, int, int], size: tuple[int, int]) -> bool:
    """Whether one place covers the box (pixels) but for a hair's breadth."""
    left, top, right, bottom = (edge * 10_000 / size[place % 2] for place, edge in enumerate(box))
    slack = 120
    return any(
        one.left <= left + slack
        and one.right >= right - slack
        and one.top <= top + slack
        and one.bottom >= bottom - slack
        for one in places
    )


@needs_ocr
@pytest.mark.parametrize("draw", [cards.id_card, cards.driving_licence])
@pytest.mark.parametrize("with_face", [True, False])
def test_every_personal_line_and_the_portrait_are_proposed_and_gone_after_covering(tmp_path: Path, draw, with_face):
    card = draw(cards.portrait(280, 350) if with_face else None)
    path, out = tmp_path / "a.png", tmp_path / "out.png"
    card.picture.save(path)
    places = places_of(read_file(path, "image/png"))
    wanted = {key: box for key, box in card.lines.items() if key not in ("since", "class", "until")}
    missing = [key for key, box in wanted.items() if not covers(places, box, card.picture.size)]
    assert missing == []
    assert [one.kind for one in places if one.kind in ("face", "photograph")] == ["face" if with_face else "photograph"]
    masks = [Mask(page=1, left=one.left, top=one.top, right=one.right, bottom=one.bottom) for one in places]
    cover(path, "image/png", masks, out)
    left = read_file(out, "image/png")
    assert left.pages[0].faces == () and not any(word in left.text for word in ("李小芳", "1988", "文三路", "3625"))


@needs_ocr
def test_a_portrait_without_a_face_that_can_be_found_is_covered_by_its_place(tmp_path: Path) -> None:
    card = cards.id_card()
    card.picture.save(tmp_path / "a.png")
    [place] = [one for one in places_of(read_file(tmp_path / "a.png", "image/png")) if one.kind == "photograph"]
    assert place.left <= 6400 and 8800 <= place.right < 10_000 and place.top <= 1430 and place.bottom >= 6970


CARD = (
    "姓名李小芳",
    "性别女民族汉",
    "出生1988年2月14日",
    "住址浙江省某市",
    "某路100号",
    "公民身份号码330106I98802143625",
)


def test_a_number_that_was_read_wrongly_is_covered_all_the_same():
    assert kinds(reading_of(*CARD)) == ["name", "card", "card", "address", "address", "id_number", "photograph"]


@pytest.mark.parametrize(
    "rows",
    [
        ("营业执照", "名称 杭州某某日用品店", "类型 个体工商户", "经营者 林晴", "注册日期 2020年1月1日"),
        ("姓名 李小芳", "性别 女", "电话"),
        ("请填写姓名、性别、民族、出生和住址",),
    ],
)
def test_licences_of_shops_and_forms_are_no_id_cards(rows):
    assert not {"card", "photograph"} & set(kinds(reading_of(*rows)))


def test_what_stands_around_a_card_in_a_chat_is_left_alone():
    found = places_of(reading_of("请把证件发一下", "好的", *CARD, "收到了"))
    assert not any(one.top < 2900 or one.bottom > 9000 for one in found if one.kind != "photograph")


def test_words_written_across_a_copy_are_not_the_persons():
    assert kinds(reading_of(*CARD[:3], "仅供投诉使用", *CARD[3:])).count("card") == 2
