"""Folds stay as the person left them, whatever their label says and wherever they began."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from wizard.ui import folding

    state = st.session_state
    folding.fold(state.get("label", "两个"), lambda: st.text("里面"), key="it", expanded=state.get("waits", False))
    state["ids"] = [*state.get("ids", []), st.session_state["it"]]


def opened(tab: AppTest) -> bool:
    return bool(tab.text) and tab.text[0].value == "里面"


def fresh(**state) -> AppTest:
    tab = AppTest.from_function(page)
    for name, value in state.items():
        tab.session_state[name] = value
    return tab.run()


def ids(tab: AppTest) -> str:
    return next(block.proto.id for block in tab.main.children.values() if block.type == "expander")


def test_a_fold_that_ought_to_be_open_from_now_on_is_the_same_fold_and_opens():
    tab = fresh()
    before = ids(tab)
    assert not opened(tab)
    tab.session_state["waits"] = True
    tab.run()
    assert opened(tab)
    assert ids(tab) == before
    tab.session_state["it"] = False  # the person shuts it
    tab.run()
    assert not opened(tab)


def test_a_fold_whose_reason_to_be_open_is_gone_stays_open_under_the_finger():
    tab = fresh(waits=True)
    before = ids(tab)
    assert opened(tab)
    tab.session_state["waits"] = False
    tab.run()
    assert opened(tab)
    assert ids(tab) == before


def test_a_fold_stays_open_when_its_label_counts_on():
    tab = fresh()
    tab.session_state["it"] = True
    tab.run()
    assert opened(tab)
    tab.session_state["label"] = "三个"
    tab.run()
    assert opened(tab)
