"""The kinds of file that are known by content: what they are called, their media type, family and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "image", "pdf", "video", "audio", "spreadsheet", "document", "text", "mail", "archive", "program", "foreign"
]


@dataclass(frozen=True)
class FileType:
    """One kind of file. `name` is what a person calls it."""

    name: str
    media_type: str
    family: Family
    extensions: tuple[str, ...]


def _type(name: str, media_type: str, family: Family, *extensions: str) -> FileType:
    return FileType(name, media_type, family, extensions)


OOXML = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, FileType] = {
    "jpeg": _type("JPG 图片", "image/jpeg", "image", ".jpg", ".jpeg", ".jfif", ".jpe"),
    "png": _type("PNG 图片", "image/png", "image", ".png"),
    "gif": _type("GIF 图片", "image/gif", "image", ".gif"),
    "webp": _type("WebP 图片", "image/webp", "image", ".webp"),
    "heic": _type("HEIC 照片", "image/heic", "image", ".heic", ".heif"),
    "bmp": _type("BMP 图片", "image/bmp", "image", ".bmp"),
    "tiff": _type("TIFF 图片", "image/tiff", "image", ".tif", ".tiff"),
    "pdf": _type("PDF 文件", "application/pdf", "pdf", ".pdf"),
    "mp4": _type("MP4 视频", "video/mp4", "video", ".mp4", ".m4v"),
    "mov": _type("MOV 视频", "video/quicktime", "video", ".mov", ".qt"),
    "3gp": _type("3GP 视频", "video/3gpp", "video", ".3gp", ".3gpp"),
    "avi": _type("AVI 视频", "video/x-msvideo", "video", ".avi"),
    "mkv": _type("MKV 视频", "video/x-matroska", "video", ".mkv"),
    "webm": _type("WebM 视频", "video/webm", "video", ".webm"),
    "mp3": _type("MP3 录音", "audio/mpeg", "audio", ".mp3"),
    "m4a": _type("M4A 录音", "audio/mp4", "audio", ".m4a"),
    "wav": _type("WAV 录音", "audio/wav", "audio", ".wav"),
    "amr": _type("AMR 录音", "audio/amr", "audio", ".amr"),
    "aac": _type("AAC 录音", "audio/aac", "audio", ".aac"),
    "ogg": _type("OGG 录音", "audio/ogg", "audio", ".ogg", ".oga", ".opus"),
    "xlsx": _type("XLSX 表格", f"{OOXML}.spreadsheetml.sheet", "spreadsheet", ".xlsx", ".xlsm"),
    "xls": _type("XLS 表格", "application/vnd.ms-excel", "spreadsheet", ".xls", ".et"),
    "csv": _type("CSV 表格", "text/csv", "spreadsheet", ".csv", ".tsv"),
    "docx": _type("DOCX 文档", f"{OOXML}.wordprocessingml.document", "document", ".docx", ".docm"),
    "doc": _type("DOC 文档", "application/msword", "document", ".doc", ".wps"),
    "ofd": _type("OFD 电子发票或公文", "application/ofd", "document", ".ofd"),
    "txt": _type("文本文件", "text/plain", "text", ".txt", ".log", ".md", ".json", ".xml", ".srt"),
    "eml": _type("邮件", "message/rfc822", "mail", ".eml"),
    "msg": _type("Outlook 邮件", "application/vnd.ms-outlook", "mail", ".msg"),
    "zip": _type("ZIP 压缩包", "application/zip", "archive", ".zip"),
    "exe": _type("Windows 程序", "application/x-msdownload", "program", ".exe", ".dll", ".scr", ".com"),
    "elf": _type("Linux 程序", "application/x-elf", "program"),
    "macho": _type("苹果电脑程序", "application/x-mach-binary", "program"),
    "app": _type("安装包", "application/vnd.android.package-archive", "program", ".apk", ".jar", ".ipa"),
    "msi": _type("安装包", "application/x-msi", "program", ".msi"),
    "shortcut": _type("快捷方式", "application/x-ms-shortcut", "program", ".lnk"),
    "script": _type(
        "脚本程序",
        "text/x-script",
        "program",
        ".js",
        ".vbs",
        ".bat",
        ".cmd",
        ".ps1",
        ".sh",
        ".php",
        ".py",
        ".hta",
        ".reg",
    ),
    "html": _type("网页", "text/html", "text", ".html", ".htm", ".xhtml"),
    "mht": _type("网页存档", "multipart/related", "program", ".mht", ".mhtml"),
    "svg": _type("SVG 网页图形", "image/svg+xml", "program", ".svg"),
    "pptx": _type("PPT 演示文稿", f"{OOXML}.presentationml.presentation", "foreign", ".pptx", ".ppt"),
    "rar": _type("RAR 压缩包", "application/vnd.rar", "archive", ".rar"),
    "7z": _type("7Z 压缩包", "application/x-7z-compressed", "archive", ".7z"),
    "gzip": _type("GZ 压缩包", "application/gzip", "foreign", ".gz", ".tgz"),
    "ole": _type("旧版 Office 文件", "application/x-ole-storage", "foreign"),
    "encrypted_office": _type("加密的 Office 文件", "application/x-ole-storage", "spreadsheet", ".xlsx", ".docx"),
}
BY_EXTENSION: dict[str, str] = {}
for _key, _kind in TYPES.items():
    for _extension in _kind.extensions:
        BY_EXTENSION.setdefault(_extension, _key)
# Families whose files are taken for one another without harm: the content decides, the person is told.
ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"image"}),
    frozenset({"video", "audio"}),
    frozenset({"spreadsheet", "text", "mail"}),
    frozenset({"document", "spreadsheet", "archive"}),
)


def alike(actual: FileType, claimed: FileType) -> bool:
    """Whether a file of one type may carry an extension of another; a bare ZIP is no table, whatever it is called."""
    if actual.family == "archive":
        return claimed.family == "archive"
    return any(actual.family in group and claimed.family in group for group in ALIKE)
