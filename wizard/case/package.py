"""What was signed (材料包): the act of signing, each built version, and the colleagues who signed it too."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from wizard.case.values import Line, Part, RecordId, Sha256


class Signature(Part):
    """The act of signing: who, how, and what they agreed to. It says nothing about who really held the pen."""

    signer: Line = Field(title="签署人")
    capacity: Line = Field("", title="身份", description="例如：店主、法定代表人、受托经办人")
    kind: Literal["drawn", "typed"] = Field("typed", title="签名方式")
    image_sha256: Sha256 | None = Field(None, description="手绘签名的 PNG，存于文件库")
    consent: str = Field("", title="同意的声明原文")
    signed_at: AwareDatetime


class Cosignature(Part):
    """A colleague's signature on a built package, and the copy of the package that holds it."""

    signer: Line = Field(title="共同签署人")
    signed_at: AwareDatetime
    certificate: Literal["instance", "own"] = "instance"
    level: str
    file_name: str
    size: int = Field(ge=0)
    sha256: Sha256
    pdf_sha256: Sha256
    manifest_sha256: Sha256


class PackageVersion(Part):
    """One built package (材料包). Versions are never edited, only co-signed and followed by the next."""

    version: int = Field(ge=1)
    built_at: AwareDatetime
    channel: RecordId
    file_name: str
    size: int = Field(ge=0)
    sha256: Sha256
    pdf_sha256: Sha256
    manifest_sha256: Sha256
    previous_manifest_sha256: Sha256 | None = None
    level: str = Field(description="达到的签名等级，例如 PAdES B-B")
    signer: str
    certificate: Literal["instance", "own"] = "instance"
    knowledge_version: str
    missing_evidence_reason: str = ""
    changes: list[str] = Field(default_factory=list, description="与上一版相比改了什么")
    slots: int = Field(0, ge=0, le=3, description="留给同事共同签署的栏数")
    cosignatures: list[Cosignature] = Field(default_factory=list, title="共同签署", max_length=3)

    def newest(self) -> PackageVersion | Cosignature:
        """The copy that the most people have signed."""
        return self.cosignatures[-1] if self.cosignatures else self

    def signers(self) -> list[str]:
        """Everybody who has signed this version, in order."""
        return [self.signer, *(one.signer for one in self.cosignatures)]

    def free_slots(self) -> int:
        """How many colleagues can still sign this version."""
        return self.slots - len(self.cosignatures)
