"""What is done lighter than Streamlit does it gives what Streamlit gives."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit import cursor, string_util, util
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData
from streamlit.runtime import parallel_coordinator
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state import SafeSessionState, SessionState

from wizard.server import streamlit_patches

Stack = tuple[DeltaGenerator, ...]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a server, and afterwards as before."""
    monkeypatch.setattr(DeltaGenerator, "__deepcopy__", DeltaGenerator.__deepcopy__)
    monkeypatch.setattr(string_util, "extract_leading_emoji", string_util.extract_leading_emoji)
    monkeypatch.setattr(SafeSessionState, "filtered_state", vars(SafeSessionState)["filtered_state"])
    monkeypatch.setattr(parallel_coordinator, "ThreadPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(script_runner, "modified_sys_path", script_runner.modified_sys_path)
    monkeypatch.setattr(util, "calc_hash", util.calc_hash)
    streamlit_patches.keep()
    yield
    for part in (cursor.Cursor, cursor.SparseList):
        del part.__deepcopy__  # type: ignore[attr-defined]


def stack(depth: int) -> Stack:
    """Blocks within each other, the way `with st.container():` makes them; three elements stand in each."""
    here: Any = cursor.RunningCursor(0)
    blocks = [DeltaGenerator(0, here)]
    for level in range(depth):
        for _ in range(3):
            here.lock_element()
        here = here.open_block()
        here.get_transient_cursor()
        blocks.append(DeltaGenerator(0, here, blocks[-1], "column" if level % 2 else None))
        blocks[-1]._form_data, blocks[-1]._creating_fragment_id = FormData(f"form {level}"), f"part {level}"
    return tuple(blocks)


def described(blocks: Stack) -> list[Any]:
    """All that a copy must have in common, the blocks around each one included."""
    return [
        [
            (one._cursor and one._cursor.delta_path, one._block_type, one._form_data, one._creating_fragment_id)
            for one in block._ancestors
        ]
        for block in blocks
    ]


def test_a_copied_place_is_the_place_as_streamlit_copies_it(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = deepcopy(stack(5))
    monkeypatch.undo()
    assert described(ours) == described(deepcopy(stack(5))) == described(stack(5))


def test_what_is_drawn_into_a_copy_does_not_move_the_place(kept: None) -> None:
    blocks = stack(3)
    before, copied = described(blocks), deepcopy(blocks)
    for block in copied:
        assert block._cursor is not None
        block._cursor.lock_element()
    assert described(blocks) == before != described(copied)


def test_each_block_is_copied_once(kept: None) -> None:
    """Once for each block within would be the square of the depth, at every click."""
    copied = deepcopy(stack(4))
    assert [block._parent for block in copied[1:]] == list(copied[:-1])


def test_elements_that_pass_are_copied_too(kept: None) -> None:
    here = cursor.RunningCursor(0)
    here.transient_elements[2] = ["a"]  # type: ignore[assignment]
    copied = deepcopy(here)
    copied.transient_elements[2].append("b")  # type: ignore[attr-defined]
    assert list(here.transient_elements) == [["a"]]


def test_a_label_is_looked_at_once_and_rightly(kept: None) -> None:
    theirs: Any = string_util.extract_leading_emoji
    for label in ("您的店铺", "🚨 出错了", "", "name", "🚨"):
        assert theirs(label) == theirs.__wrapped__(label)
    looked = theirs.cache_info().misses
    theirs("您的店铺")
    assert theirs.cache_info().misses == looked


def session() -> SafeSessionState:
    """A session with fields: filled and empty, with a name and without, kept from before and of this run."""
    state = SessionState()
    state["kept"], state["empty"], state["$$STREAMLIT_INTERNAL_KEY_one"] = 1, None, 2
    state._compact_state()
    state["new"] = 3
    for widget, value in {"$$ID-1-filled": "a", "$$ID-2-cleared": None, "$$ID-3-None": "nameless"}.items():
        state._new_widget_state.set_from_value(widget, value)
    for name, widget in {"filled": "$$ID-1-filled", "cleared": "$$ID-2-cleared"}.items():
        state._key_id_mapper[name] = widget
    return SafeSessionState(state, lambda: None)


def test_a_field_asked_for_singly_is_as_among_all(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ours: Any = session().filtered_state
    monkeypatch.undo()
    theirs = session().filtered_state
    assert isinstance(theirs, dict) and set(theirs) == {"kept", "empty", "new", "filled", "cleared"}
    for name in (*theirs, "$$STREAMLIT_INTERNAL_KEY_one", "$$ID-1-filled", "$$ID-3-None", "unknown"):
        assert (name in ours) == (name in theirs)
        assert ours.get(name) == theirs.get(name)
    assert dict(ours) == theirs and len(ours) == len(theirs)


def test_a_pool_is_made_for_the_first_work(kept: None) -> None:
    pools = threading.active_count()
    run = parallel_coordinator.ParallelFragmentCoordinator(lambda: None)
    assert isinstance(run._executor, streamlit_patches.PoolWhenNeeded) and threading.active_count() == pools
    done: list[str] = []
    run.submit(done.append, None, "one")
    run.submit(done.append, None, "two")
    run.join()
    run.drain()
    assert sorted(done) == ["one", "two"]


def test_no_work_is_taken_after_a_run_that_needed_no_pool(kept: None) -> None:
    run = parallel_coordinator.ParallelFragmentCoordinator(lambda: None)
    run.drain()
    with pytest.raises(RuntimeError):
        run.submit(print, None)


def test_the_folder_of_an_app_is_known_and_undone(kept: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path: list[str] = []
    monkeypatch.setattr("sys.path", path)
    (tmp_path / "app.py").write_text("")
    for _ in range(2):
        with script_runner.modified_sys_path(str(tmp_path / "app.py")):
            assert path == [str(tmp_path)]
        assert path == []
    (tmp_path / "app.py").unlink()
    with script_runner.modified_sys_path(str(tmp_path / "app.py")):
        assert path == [str(tmp_path)]  # it was not asked for again


STEP, LARGE = streamlit_patches.STEP, streamlit_patches.LARGE
SIZES = some.sampled_from([0, 1, STEP, STEP + 1, 3 * STEP, LARGE, LARGE + 1])


@given(size=SIZES, content=some.binary(min_size=1, max_size=50))
def test_a_name_made_in_steps_is_the_name(size: int, content: bytes) -> None:
    whole = (content * (size + 1))[:size]
    ours = streamlit_patches.in_steps(util.calc_hash, util.create_fast_hasher)
    assert ours(whole) == util.calc_hash(whole)
    words = "证据" * (size // 2)
    assert ours(words) == util.calc_hash(words)


def test_streamlit_still_has_what_is_done_lighter() -> None:
    """An update of Streamlit that moves it must not make every click slower again in silence."""
    assert isinstance(vars(SafeSessionState)["filtered_state"], property)
    assert {"_state", "_lock"} <= set(vars(SafeSessionState(SessionState(), lambda: None)))
    assert callable(string_util.extract_leading_emoji)
    assert isinstance(DeltaGenerator._cursor, property)
    assert streamlit_patches._OWN_CURSOR in vars(DeltaGenerator())
    assert issubclass(cursor.RunningCursor, cursor.Cursor)
    assert parallel_coordinator.ThreadPoolExecutor in (ThreadPoolExecutor, streamlit_patches.PoolWhenNeeded)
    assert streamlit_patches._FOLDER_OF in vars(script_runner.modified_sys_path(__file__))
    assert callable(util.calc_hash) and callable(util.create_fast_hasher)


def test_keeping_twice_keeps_once(kept: None) -> None:
    once = string_util.extract_leading_emoji
    streamlit_patches.keep()
    assert string_util.extract_leading_emoji is once
