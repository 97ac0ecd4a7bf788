"""Bad input in plain Chinese: which field, what is wrong, and the mend.

Pydantic says what a model refuses in English and by type code; `explain` turns that into words a shop owner
understands, naming the field by its title.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True)
class Problem:
    """One refused value: the field's path, what is wrong, what to do about it (both in plain Chinese)."""

    field: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.message}{self.mend}"


Context = Mapping[str, Any]
_Words = tuple[str, str] | Callable[[Context], tuple[str, str]]


def _too_long(context: Context) -> tuple[str, str]:
    actual = context.get("actual_length")
    now = f"，现在 {actual} 个" if actual else ""
    return f"太长了：最多 {context.get('max_length')} 个字{now}。", "请删减一些，或放进证据材料里。"


def _too_many(context: Context) -> tuple[str, str]:
    if context.get("field_type") not in ("List", "Dictionary", "Tuple"):
        return _too_long(context)
    return f"最多 {context.get('max_length')} 条。", "请合并或删去几条。"


def _at_least(context: Context) -> tuple[str, str]:
    least = context.get("ge")
    if least == 0:
        return "不能是负数。", "请填 0 或更大的数。"
    return f"不能小于 {least}。", f"请填 {least} 或更大的数。"


def _choice(context: Context) -> tuple[str, str]:
    choices = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")
    return "不在可选范围内。", f"可选：{choices}。"


_WRONG_KIND = (
    "bool_type", "bool_parsing", "int_type", "int_parsing", "int_from_float", "finite_number", "string_type",
    "list_type",
)  # fmt: skip
_NUMBER = ("不是数字。", "请只填数字，例如 1234.50。")
_INTEGER = ("不是整数。", "请填整数，例如 3。")
_TOO_MUCH = ("数额太大。", "请核对金额，最多十二位整数。")
_YES_NO = ("应当是「是」或「否」。", "请选一个。")
_DAY = ("不是有效的日期。", "请按 2026-11-22 的样子填写。")
_CLOCK = ("不是有效的时间。", "请按 14:05 的样子填写。")
_INSTANT = ("不是有效的时刻。", "请按 2026-11-22T14:05:00+08:00 的样子填写。")
_TEXT = ("应当是文字。", "请改成文字。")
_WORDS: dict[str, _Words] = {
    "string_too_long": _too_long,
    "too_long": _too_many,
    "greater_than_equal": _at_least,
    "literal_error": _choice,
    "enum": _choice,
    "decimal_max_places": ("小数最多两位。", "请四舍五入到分，例如 12.30。"),
    "decimal_max_digits": _TOO_MUCH,
    "decimal_whole_digits": _TOO_MUCH,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": _INTEGER,
    "int_type": _INTEGER,
    "int_from_float": _INTEGER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "time_type": _CLOCK,
    "time_parsing": _CLOCK,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": ("缺少时区。", "请按 2026-11-22T14:05:00+08:00 的样子填写。"),
    "no_branch": ("的内容认不出来。", "请填文字、整数、是或否，或从选项里选。"),
    "missing": ("必须填写。", "请补上这一项。"),
    "extra_forbidden": ("没有这个字段。", "请检查字段名的拼写，或删去它。"),
    "string_type": _TEXT,
    "string_unicode": ("含有无法识别的字符。", "请重新输入这段文字。"),
    "string_pattern_mismatch": ("格式不对。", "请核对后重新填写。"),
    "list_type": ("应当是一个列表。", "请写成 [ ] 的形式。"),
    "dict_type": ("应当是「名称：值」的对照。", "请写成 { } 的形式。"),
    "model_type": ("应当是一组字段。", "请写成 { } 的形式。"),
    "json_invalid": ("不是有效的 JSON。", "请用 `python -m wizard schema` 对照格式。"),
}


def explain(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Each refused value once, in the order of the fields, named by its title."""
    found: dict[str, Problem] = {}
    for item in _one_a_place(error):
        place = _plain_place(item["loc"])
        path = ".".join(str(step) for step in place)
        found[path] = _problem(path, title_of(model, place), item["type"], item.get("ctx", {}))
    return list(found.values())


def _one_a_place(error: ValidationError) -> list[Any]:
    """One error for each place: of a union's branches the first that fits the kind of value, or none of them."""
    tried: dict[tuple[Any, ...], list[Any]] = {}
    for item in error.errors(include_url=False):
        tried.setdefault(_plain_place(item["loc"]), []).append(item)
    # A value of another kind than a branch wants says nothing about what was meant.
    fitting = {place: [item for item in items if item["type"] not in _WRONG_KIND] for place, items in tried.items()}
    return [
        fitting[place][0] if fitting[place] else items[0] if len(items) == 1 else {**items[0], "type": "no_branch"}
        for place, items in tried.items()
    ]


def _plain_place(place: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(step for step in place if not _is_union_branch(step))


def _problem(path: str, title: str, kind: str, context: Context) -> Problem:
    words = _WORDS.get(kind, ("填写的内容不符合要求。", "请核对后重新填写。"))
    message, mend = words(context) if callable(words) else words
    return Problem(path, f"「{title}」{message}", mend)


def _is_union_branch(step: Any) -> bool:
    """Pydantic adds the tried branch of a union (`bool`, `list[...]`) to the place; people need not see it."""
    return step in ("bool", "int", "str") or (isinstance(step, str) and ("[" in step or "-" in step and "(" in step))


def title_of(model: type[BaseModel], place: tuple[Any, ...]) -> str:
    """The Chinese name of a place in a model, such as `损失 第 2 条 金额(元)`; field names where none is given."""
    names: list[str] = []
    current: Any = model
    for step in place:
        if isinstance(step, int):
            names.append(f"第 {step + 1} 条")
            continue
        info = current.model_fields.get(step) if isinstance(current, type) and issubclass(current, BaseModel) else None
        names.append((info.title or str(step)) if info else str(step))
        current = _inner_model(info.annotation) if info else None
    return " ".join(names) or "整份内容"


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (found := _inner_model(inner)) is not None:
            return found
    return None
