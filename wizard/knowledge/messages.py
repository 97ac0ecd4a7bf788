"""What pydantic finds wrong with a record, in plain Chinese: field, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {
    "missing": "缺少这个字段，请补上",
    "extra_forbidden": "没有这个字段，可能写错了名字或缩进不对",
    "string_type": "应该是文字",
    "string_too_short": "不能是空的",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不对，应该符合 {pattern}",
    "int_type": "应该是整数",
    "int_parsing": "应该是整数",
    "int_from_float": "应该是整数，不能有小数",
    "float_type": "应该是数字",
    "float_parsing": "应该是数字",
    "decimal_parsing": "应该是数字",
    "bool_type": "应该是 true 或 false",
    "bool_parsing": "应该是 true 或 false",
    "tuple_type": "应该是一个列表（每行以“- ”开头，或写在 [ ] 里）",
    "list_type": "应该是一个列表（每行以“- ”开头，或写在 [ ] 里）",
    "dict_type": "应该是“名字: 内容”的形式",
    "model_type": "应该是“名字: 内容”的形式",
    "too_short": "至少要有 {min_length} 项，现在有 {actual_length} 项",
    "too_long": "最多 {max_length} 项，现在有 {actual_length} 项",
    "enum": "只能是其中之一：{expected}",
    "literal_error": "只能是其中之一：{expected}",
    "date_from_datetime_parsing": "应该是日期，写成 2026-11-22",
    "date_parsing": "应该是日期，写成 2026-11-22",
    "date_type": "应该是日期，写成 2026-11-22",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "要小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "none_required": "应该留空",
    "value_error": "{error}",
}


def in_chinese(problem: Mapping[str, Any]) -> str:
    """One entry of `ValidationError.errors()` in Chinese; an unknown kind keeps pydantic's own words."""
    template = WORDS.get(problem["type"])
    if template is None:
        return f"内容不符合要求（{problem['msg']}）"
    details = {name: str(value).replace(" or ", " 或 ") for name, value in problem.get("ctx", {}).items()}
    return template.format_map(details)


def field_of(problem: Mapping[str, Any]) -> str:
    """The place of the problem within the record, such as `steps.2.text`; the first entry of a list is 0."""
    return ".".join(str(step) for step in problem["loc"]) or "（整条记录）"
