"""Errors a caller of the package part can act on; every message is plain Chinese and says what to do next."""

from __future__ import annotations


class PackageError(Exception):
    """Base of all of them; `str(error)` may be shown to the person."""


class OriginalMissing(PackageError):
    """An original file is not where it should be."""

    def __init__(self, number: int, title: str) -> None:
        """`number` is the exhibit's printed number."""
        super().__init__(f"证据{number}「{title}」的原件找不到了。请回到证据一步重新上传，再生成材料包。")
        self.number = number


class OriginalChanged(PackageError):
    """An original is not what was received: its SHA-256 differs."""

    def __init__(self, number: int, title: str) -> None:
        """`number` is the exhibit's printed number."""
        super().__init__(f"证据{number}「{title}」的原件与上传时不一致。请重新上传这份证据，再生成材料包。")
        self.number = number


class NotMasked(PackageError):
    """The masked copy of an exhibit could not be made; the original is not submitted in its place."""

    def __init__(self, number: int, title: str, reason: str = "") -> None:
        """`number` is the exhibit's printed number, `reason` says in Chinese what is wrong and how to mend it."""
        mend = reason or "请另存为图片重新上传，或去掉遮挡后再生成。"
        super().__init__(f"证据{number}「{title}」的遮挡稿没有做成。{mend}")
        self.number, self.title, self.reason = number, title, reason

    def __reduce__(self) -> tuple[type[NotMasked], tuple[int, str, str]]:
        """Travel between processes."""
        return type(self), (self.number, self.title, self.reason)


class TimestampUnavailable(PackageError):
    """The timestamp authority gave no usable answer: the person decides whether to wait or to sign without it."""

    def __init__(self, url: str, detail: str = "") -> None:
        """`url` is the authority's address, `detail` its own words, for the log."""
        super().__init__(f"时间戳服务没有给出能用的时间戳（{url}）。可以稍后再试，也可以选择不加时间戳签署。")
        self.url, self.detail = url, detail


class CertificateUnusable(PackageError):
    """The person's own certificate cannot be used for signing."""


class AuthorityLocked(PackageError):
    """The instance's signing authority cannot be opened with the secret given."""

    def __init__(self, reason: str) -> None:
        """`reason` is a short clause in Chinese."""
        super().__init__(f"本机的签发证书打不开：{reason}。请联系管理员检查签发口令或密钥文件。")
