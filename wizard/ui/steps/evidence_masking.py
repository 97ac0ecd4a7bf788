"""Step three, other people's data in one exhibit: boxes over its pages that cover it in the copy that is submitted."""

from __future__ import annotations

import streamlit as st

from wizard.case import Exhibit, Mask
from wizard.evidence import Place
from wizard.evidence.reading import can_read_pictures
from wizard.services import masking, starring
from wizard.services.errors import ServiceError
from wizard.ui import current, folding
from wizard.ui.components.mask_editor import mask_editor
from wizard.ui.steps import evidence_starring, markup, saving

FACES = "虚线框是像人脸、证件、电话、地址的地方，会漏也会认错，请自己再看一遍。商品图上的模特可以不遮。"
NOT_READ = "这台服务器没有安装读图片的部分，图里的字、证件和人脸都不会提示，请您自己框。"


def show(exhibit: Exhibit) -> None:
    """The fold with boxes or with stars, by what the file is; a sentence for what cannot be covered here."""
    if starring.can_star(exhibit):
        evidence_starring.show(exhibit)
        return
    if not masking.can_mask(exhibit):
        markup.show(cannot_html(exhibit))
        return
    markup.show(evidence_starring.state_html(exhibit, len(exhibit.masks), "处"))
    folding.fold("在图上遮住别人的信息", lambda: _editor(exhibit), key=f"fold-mask-{exhibit.id}")


def cannot_html(exhibit: Exhibit) -> str:
    """What to do with files that cannot be covered here."""
    if not exhibit.media_type:
        return ""
    words = "这种文件在这里遮不了。有别人的信息时，请另存一份遮住的再传，或选“必须保留”并写明原因。"
    return markup.paragraph(words, quiet=True)


def _editor(exhibit: Exhibit) -> None:
    lead = "黑框里的内容在提交的那一份里会被真正抹掉，还原不了；原件一个字节不动，由您自己保存，不放进材料包。"
    markup.show(markup.paragraph(lead), markup.paragraph(FACES if can_read_pictures() else NOT_READ, quiet=True))
    pages = exhibit.pages or 1
    page = _page(exhibit, pages)
    proposed = _proposed(exhibit)
    if proposed and current.editable():
        words = f"全部遮住（{len(proposed)} 处）"
        st.button(words, key=f"mask.all.{exhibit.id}", on_click=_cover, args=(exhibit.id, proposed))
    drawn = mask_editor(
        key=f"masks-{exhibit.id}-{page}",
        picture=f"/api/cases/{current.case().id}/exhibits/{exhibit.id}/pages/{page}",
        page=page,
        label=f"第 {page} 页" if pages > 1 else "这张图",
        masks=[mask for mask in exhibit.masks if mask.page == page],
        proposed=[place for place in proposed if place.page == page],
        disabled=not current.editable(),
    )
    if drawn is not None and current.editable():
        _keep(exhibit, page, drawn)
    _list(exhibit)


def _page(exhibit: Exhibit, pages: int) -> int:
    if pages == 1:
        return 1
    return int(st.number_input("看第几页", 1, pages, 1, key=f"mask.page.{exhibit.id}"))


def _proposed(exhibit: Exhibit) -> list[Place]:
    try:
        return masking.proposed(current.instance(), current.actor(), current.case().id, exhibit.id)
    except ServiceError:
        return []


def _cover(exhibit_id: str, places: list[Place]) -> None:
    saving.by_service(masking.cover, exhibit_id, places)


def _keep(exhibit: Exhibit, page: int, drawn: list[Mask]) -> None:
    """Save what was drawn on a page when it is not what the case holds, and show the page anew."""
    before = [mask for mask in exhibit.masks if mask.page == page]
    seen = st.session_state.get(f"_drawn.{exhibit.id}.{page}")
    now_drawn = [mask.model_dump() for mask in drawn]
    st.session_state[f"_drawn.{exhibit.id}.{page}"] = now_drawn
    if seen != now_drawn and now_drawn != [mask.model_dump() for mask in before]:
        saving.by_service(masking.redraw, exhibit.id, before, drawn)
        st.rerun()


def _list(exhibit: Exhibit) -> None:
    """Every box in words, each with a button: for those who cannot draw."""
    if not exhibit.masks:
        return
    for number, mask in enumerate(exhibit.masks, start=1):
        with st.container(horizontal=True, vertical_alignment="center", key=f"wrow-mask-{mask.id}"):
            where = f"第 {mask.page} 页 " if (exhibit.pages or 1) > 1 else ""
            markup.show(markup.line(markup.esc(f"{number}. {where}{mask.why or '自己框的'}")))
            if current.editable():
                arguments = (exhibit.id, mask.id)
                st.button("不遮这一处", key=f"unmask.{mask.id}", type="tertiary", on_click=_uncover, args=arguments)


def _uncover(exhibit_id: str, mask_id: str) -> None:
    saving.by_service(masking.uncover, exhibit_id, mask_id)
