"""The signing authority from the command line: show it, revoke certificates, write the revocation list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wizard.cli.admin import opened
from wizard.cli.output import jsonable, note, show, write_file

authority_app = typer.Typer(no_args_is_help=True, help="本机签发证书")


@authority_app.command("show")
def authority_show() -> None:
    """显示本机签发证书的名称、指纹和已作废的证书。"""
    from wizard.services import authority

    with opened() as instance:
        show(authority.about(instance))


@authority_app.command("revoke")
def authority_revoke(what: Annotated[str, typer.Argument(metavar="FILE|SERIAL", help="材料包、PDF 或序列号")]) -> None:
    """宣告证书作废：校验用它签的材料时会说明已作废；同一证书签过的其他材料也一样。"""
    from wizard.services import authority

    with opened() as instance:
        show(jsonable(authority.revoke(instance, what)))
    note("已作废。正在运行的服务马上生效；对外的吊销列表已更新。")


@authority_app.command("list")
def authority_list(out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写到哪个文件（DER）")]) -> None:
    """写出签过名的吊销列表（CRL）。"""
    from wizard.services import authority

    with opened() as instance:
        content = authority.revocation_list(instance)
    write_file(out, content)
    show({"file": str(out), "bytes": len(content)})
