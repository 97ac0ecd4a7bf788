"""Loads a knowledge pack: a folder of YAML files, one topic a file, checked against its record types.

A topic file is `{topic: [records]}` or a folder of such files. Reading the YAML costs a second, so the validated
pack is kept for the life of the process; `load` is the only way in.
"""

from __future__ import annotations

import hashlib
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from wizard.knowledge.messages import field_of, in_chinese
from wizard.knowledge.records.base import Record

PACKS = Path(__file__).resolve().parents[2] / "assets" / "knowledge"
R = TypeVar("R", bound=Record)


class KnowledgeError(Exception):
    """A knowledge pack that cannot be used: names the file, the record, the field and the mend."""


class Topic(Mapping[str, R]):
    """The records of one topic by id, in the order of the file; retired ids lead to their successor."""

    def __init__(self, records: Iterable[R], redirects: Mapping[str, str] | None = None) -> None:
        """Take records in order and `{retired id: id}`."""
        self._records = {record.id: record for record in records}
        self._redirects = dict(redirects or {})

    def __getitem__(self, record_id: str) -> R:
        return self._records[self._redirects.get(record_id, record_id)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def values(self) -> ValuesView[R]:
        """The records in order. (Straight from the dictionary: judgements go through them at every click.)"""
        return self._records.values()

    def items(self) -> ItemsView[str, R]:
        """The records in order with their ids."""
        return self._records.items()


def read_yaml(path: Path) -> Any:
    """The content of one YAML file; raises `KnowledgeError` with file and line when it cannot be read."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path.name}：不是有效的 YAML：{error}") from error


def topic_files(folder: Path, topic: str) -> list[Path]:
    """The files that hold a topic: `<topic>.yaml`, or every YAML file in the folder `<topic>/`."""
    single = folder / f"{topic}.yaml"
    return [single] if single.exists() else sorted((folder / topic).glob("*.yaml"))


def read_topic(folder: Path, topic: str, record_type: type[R], redirects: Mapping[str, str] | None = None) -> Topic[R]:
    """Read and validate one topic; raises `KnowledgeError` naming file, record and field."""
    records: list[R] = []
    seen: dict[str, str] = {}
    for path in topic_files(folder, topic):
        for raw in raw_records(path, topic):
            record = validated(path, raw, record_type)
            if record.id in seen:
                first = seen[record.id]
                raise KnowledgeError(f"{path.name}：记录 {record.id} 重复，已在 {first} 出现；改掉其中一个 id")
            seen[record.id] = path.name
            records.append(record)
    return Topic(records, redirects)


def raw_records(path: Path, topic: str) -> list[Any]:
    """The records of one file as YAML has them; raises `KnowledgeError` when the file has another shape."""
    content = read_yaml(path)
    if content is None:
        return []
    records = content.get(topic) if isinstance(content, dict) else None
    if not isinstance(records, list):
        raise KnowledgeError(f"{path.name}：最外层要有“{topic}：”，下面是一个列表，每条记录以“- id”开头")
    return records


def validated(path: Path, raw: Any, record_type: type[R]) -> R:
    """One record as its type; raises `KnowledgeError` naming file, record and the first wrong field."""
    try:
        return record_type.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{path.name}：记录 {name_of(raw)} 的字段 {field_of(first)}"
        raise KnowledgeError(f"{where}：{in_chinese(first)}") from error


def name_of(raw: Any) -> str:
    """The id of a raw record, or what stands in its place."""
    return str(raw.get("id", "（没有 id）")) if isinstance(raw, dict) else repr(raw)[:40]


def fingerprint(folder: Path) -> str:
    """SHA-256 over names and contents of the pack's files, first 12 hex digits: which content made a package."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=8)
def folder_of(platform: str) -> Path:
    """The folder of a platform's pack; raises `KnowledgeError` when there is none."""
    folder = PACKS / platform
    if not platform.replace("_", "").isalnum() or not folder.is_dir():
        known = "、".join(sorted(path.name for path in PACKS.iterdir() if path.is_dir()))
        raise KnowledgeError(f"没有平台 {platform!r} 的知识包；现有：{known}")
    return folder
