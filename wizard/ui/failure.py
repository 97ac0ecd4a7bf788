"""What a person sees when a page fails: plain words, a reference for whoever runs the instance, and nothing lost."""

from __future__ import annotations

import secrets

from wizard.services.errors import ServiceError
from wizard.services.logs import log
from wizard.store.errors import StoreError
from wizard.ui import layout

CALM = "这一页没能显示出来。您填过的内容都已保存，没有丢。请刷新页面；如果还是这样，把下面的编号告诉维护本系统的人。"


def show(error: BaseException) -> bool:
    """Streamlit's `on_script_error`: say it, log it under the same reference; True: nothing more is shown."""
    reference = secrets.token_hex(3).upper()
    log().error("page failed", reference=reference, kind=type(error).__name__, exc_info=error)
    words = str(error) if isinstance(error, ServiceError | StoreError) else CALM
    layout.notice(words, "bad", title="出了一点问题")
    layout.show(f'<p class="w-quiet">编号：{reference}</p><p><a href="/" target="_self">回到工作台</a></p>')
    return True
