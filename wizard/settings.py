"""What an instance can be told from outside: environment variables `WIZARD_…` or a `.env` file."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """The settings of one instance. Everything has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix="WIZARD_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    data_folder: Path = Field(Path("var"), validate_default=True, description="数据目录：数据库、证据文件、密钥")
    database_url: str = Field("", description="数据库地址；留空时用数据目录里的 SQLite")
    files_url: str = Field("", description="证据文件库地址（如 s3://…）；留空时用数据目录里的 files 文件夹")
    public_address: str = Field("", description="对外网址，例如 https://tousu.example.cn;https 时会话 Cookie 带 Secure")
    max_file_bytes: int = Field(1024 * MEGABYTE, gt=0, description="单个证据文件的上限（字节）")
    max_case_bytes: int = Field(4096 * MEGABYTE, gt=0, description="一个案件全部证据文件的上限（字节）")
    session_hours: int = Field(12, gt=0, le=24 * 30, description="登录后多久不用就要重新登录（小时）")
    invitation_days: int = Field(7, gt=0, le=60, description="邀请码的有效期（天）")
    tsa_url: str = Field("", description="可信时间戳服务地址；留空时不加时间戳，并在材料中说明")
    oidc_metadata_url: str = Field(
        "", description="单位统一登录（OIDC）的 …/.well-known/openid-configuration；留空时没有"
    )
    oidc_client_id: str = Field("", description="单位统一登录给本系统的客户端编号")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="单位统一登录给本系统的客户端密钥")
    oidc_name: str = Field("单位账号", description="登录页上怎么称呼单位统一登录")
    retention_days: int = Field(0, ge=0, description="已结束或没有生成材料的案件多少天没人改就删除；0 表示一直保存")
    retention_warning_days: int = Field(30, ge=1, description="删除前多少天开始在工作台提醒")
    log_json: bool = Field(False, description="日志写成一行一个 JSON，便于收集")
    metrics_token: str = Field("", repr=False, description="从别的机器读取 /metrics 用的口令；本机直接访问不用")
    workers: int = Field(2, ge=1, le=16, description="生成材料、检查文件的工作进程数")

    @field_validator("data_folder")
    @classmethod
    def absolute(cls, folder: Path) -> Path:
        """Where the folder is now: starting the server changes the working directory."""
        return folder.expanduser().absolute()

    @field_validator("public_address")
    @classmethod
    def whole(cls, address: str) -> str:
        """A whole address: without https:// before it the session cookie would silently not be Secure."""
        if address and not re.fullmatch(r"https?://[^/\s]+/?", address):
            raise ValueError("要写完整的网址，后面不带路径，例如 https://tousu.example.cn")
        return address

    @model_validator(mode="after")
    def complete(self) -> Self:
        """A single sign-on needs all its parts, and the address it sends people back to."""
        needed = (self.oidc_client_id, self.oidc_client_secret.get_secret_value(), self.public_address)
        if self.oidc_metadata_url and not all(needed):
            raise ValueError(
                "设置了 WIZARD_OIDC_METADATA_URL，还要设置 WIZARD_OIDC_CLIENT_ID、WIZARD_OIDC_CLIENT_SECRET "
                "和 WIZARD_PUBLIC_ADDRESS"
            )
        return self

    @property
    def single_sign_on(self) -> bool:
        """Whether people may sign in with their organisation's account."""
        return bool(self.oidc_metadata_url)

    @property
    def secure(self) -> bool:
        """Whether browsers reach this instance by https, so that the session cookie is marked Secure."""
        return self.public_address.startswith("https://")

    @property
    def revocation_url(self) -> str:
        """Where everybody can fetch this instance's revocation list; empty without a public address."""
        return f"{self.public_address.rstrip('/')}/authority/revoked.crl" if self.public_address else ""

    @property
    def database(self) -> str:
        """The address of the database: the embedded one unless told otherwise."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'wizard.sqlite3').resolve().as_posix()}"

    @property
    def temporary(self) -> Path:
        """Where unfinished uploads and builds lie; emptied at start."""
        return self.data_folder / "tmp"

    @property
    def arriving(self) -> Path:
        """Where large files lie of which only a part has arrived."""
        return self.data_folder / "arriving"

    @property
    def keys(self) -> Path:
        """Where the instance keeps its key for cookies and for secrets in the database."""
        return self.data_folder / "keys"

    @property
    def ledger(self) -> Path:
        """Where results of reconciling bills are kept for a while; they can be computed again."""
        return self.data_folder / "ledger"

    @property
    def authority(self) -> Path:
        """Where the instance keeps its own signing authority."""
        return self.data_folder / "authority"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
