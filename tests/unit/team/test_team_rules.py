"""Roles, passwords, names and the limiter, by their tables."""

import datetime as dt
import time

import pytest

from wizard.case import now
from wizard.team import limiter, names, passwords, tokens
from wizard.team.roles import ALLOWED, May, Role, may


def test_what_each_role_may() -> None:
    table = {
        #            READ  COMMENT WRITE  SIGN  DELETE MANAGE
        "owner": (True, True, True, True, True, True),
        "signer": (True, True, True, True, False, False),
        "editor": (True, True, True, False, False, False),
        "viewer": (True, True, False, False, False, False),
        "admin": (False,) * 6,
        None: (False,) * 6,
    }
    assert set(ALLOWED) == set(Role)
    for role, row in table.items():
        assert tuple(may(role, deed) for deed in May) == row, role


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short1!", "密码太短"),
        ("", "密码太短"),
        ("1234567890", "太常见"),
        ("password123", "太常见"),
        ("woaini5201314", "太常见"),
        ("aaaaaaaaaaaaaaa", "太常见"),
        ("abababababab", "太常见"),
        ("wang-dianzhu", "太常见"),
        ("密" * 25, "密码太长"),
        ("x" * 73, "密码太长"),
    ],
)
def test_weak_passwords_are_refused_with_the_mend(password: str, words: str) -> None:
    found = passwords.weakness(password, "wang-dianzhu")
    assert found and words in found[0] and found[1]


@pytest.mark.parametrize(
    "password", ["correct horse battery", "今天下雨请带伞再出门", "Xk9!mmQ2#p", "l0ng enough for me"]
)
def test_long_passwords_of_any_letters_are_good(password: str) -> None:
    assert passwords.weakness(password) is None


def test_a_password_matches_its_hash_and_nothing_else() -> None:
    secret = passwords.hashed("今天下雨带伞出门")
    assert secret.startswith("$2b$12$")
    assert passwords.matches("今天下雨带伞出门", secret)
    for wrong in ("今天下雨带伞出", "", "x" * 100, "\x00", "\ud800"):
        assert not passwords.matches(wrong, secret)


def test_an_unknown_name_costs_the_time_of_a_wrong_password() -> None:
    secret = passwords.hashed("correct horse battery")
    passwords.matches("warm up the dummy", None)
    times: dict[bool, list[float]] = {True: [], False: []}
    for known, stored in [(True, secret), (False, None)] * 3:
        start = time.thread_time()
        assert not passwords.matches("wrong password", stored)
        times[known].append(time.thread_time() - start)
    assert 0.5 < min(times[True]) / min(times[False]) < 2  # the quickest: a busy machine slows some


def test_a_password_of_millions_of_letters_costs_no_more_than_a_wrong_one() -> None:
    """Anybody may send one; this letter stands for eighteen, and composing them stops everybody's clicks meanwhile."""
    secret = passwords.hashed("correct horse battery")
    times = []
    for wrong in ("wrong password", "\ufdfa" * 3_000_000):
        start = time.thread_time()
        assert not passwords.matches(wrong, secret)
        times.append(time.thread_time() - start)
    assert times[1] < 2 * times[0]
    start = time.thread_time()
    found = passwords.weakness("\ufdfa" * 3_000_000)
    assert found and "密码太长" in found[0] and time.thread_time() - start < times[0]


@pytest.mark.parametrize("username", ["wang", "wang-dian_5", "a@b.cn", "5"])
def test_good_usernames(username: str) -> None:
    assert names.username_problem(username) is None


@pytest.mark.parametrize("username", ["", "王五", "a b", "a" * 21, "a@b", "<script>", "a\n", "../x"])
def test_bad_usernames(username: str) -> None:
    assert names.username_problem(username)


@pytest.mark.parametrize("name", ["五", "𠮷", "O'Neill", "欧阳 晓晨"])
def test_good_names(name: str) -> None:
    assert names.name_problem(name) is None


@pytest.mark.parametrize("name", ["", "  ", "a\x00", "x" * 201, "a\nb", "\ud800", "\u200b\u200d", "甲\u202e乙"])
def test_bad_names(name: str) -> None:
    assert names.name_problem(name)


@pytest.mark.parametrize(
    ("pair", "address", "name", "waits"),
    [(0, 0, 0, False), (4, 29, 49, False), (5, 5, 5, True), (0, 30, 0, True), (0, 0, 50, True)],
)
def test_when_to_wait(pair: int, address: int, name: int, waits: bool) -> None:
    at = now()
    rest = limiter.wait(limiter.Failures(pair, address, name, at - dt.timedelta(minutes=5)), at)
    assert (rest == dt.timedelta(minutes=10)) if waits else rest is None


def test_codes_are_long_unlike_and_forgiving_to_type() -> None:
    codes = {tokens.new_code() for _ in range(200)}
    assert len(codes) == 200 and all(len(code) == 24 for code in codes)
    code = codes.pop()
    assert tokens.code_digest(f" {code.lower().replace('-', ' ')} ") == tokens.code_digest(code)
    assert not set("".join(codes)) & set("01OILQZ")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("local", "local"),
        ("", ""),
    ],
)
def test_an_ipv6_line_is_one_place(address: str, place: str) -> None:
    assert limiter.place_of(address) == place


@pytest.mark.parametrize(
    "name",
    ["王\u200b五", "王五\u200f", "\u3164", "\u2800\u2800", "王\u00ad五", "王\U000e0041五", "\u202e五王"],
)
def test_no_name_has_letters_that_nobody_sees(name: str) -> None:
    """王五 and another 王五 with an unseen letter in it would be two people of one name."""
    assert names.name_problem(name)


@pytest.mark.parametrize(("one", "other"), [("Anna Li", "ＡＮＮＡ　li"), ("王五", "王 五"), ("㍿晨星", "株式会社晨星")])
def test_names_that_look_alike_are_seen_as_one(one: str, other: str) -> None:
    assert names.seen_as(one) == names.seen_as(other) != names.seen_as("王六")
