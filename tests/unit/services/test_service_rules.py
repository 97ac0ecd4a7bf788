"""Who may call what: every guarded service, for every role, own and other team, behaves as the printed table says."""

import asyncio
import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable

import pytest

import wizard.services
from wizard.services import cases, evidence, followup, members, packages
from wizard.services.access import RULES, Actor
from wizard.services.errors import NotAllowed, NotFound, ServiceError
from wizard.services.instance import Instance
from wizard.services.signing import SignerChoice
from wizard.team.roles import May

# The rules, as people may read them: service, owner, editor, viewer of the team. Others never reach any of it.
TABLE = """
cases.add_part           yes yes no
cases.assign             yes yes no
cases.board              yes yes yes
cases.create             yes yes no
cases.delete             yes no  no
cases.export_json        yes yes yes
cases.history            yes yes yes
cases.move_part          yes yes no
cases.open_sample        yes yes no
cases.read               yes yes yes
cases.remove_part        yes yes no
cases.save               yes yes no
cases.version_of         yes yes yes
evidence.original        yes yes yes
evidence.preview         yes yes yes
evidence.receive         yes yes no
evidence.remove          yes yes no
followup.calendar        yes yes yes
followup.close           yes yes no
followup.mark_done       yes yes no
followup.mark_open       yes yes no
followup.reopen          yes yes no
followup.workbook        yes yes yes
members.change_password  yes yes yes
members.change_role      yes no  no
members.deactivate       yes no  no
members.invite           yes no  no
members.members          yes yes yes
members.reset_code       yes no  no
packages.cancel          yes yes no
packages.download        yes yes yes
packages.file            yes yes yes
packages.preview_pdf     yes yes yes
packages.progress        yes yes yes
packages.running         yes yes yes
packages.start           yes yes no
"""
# Services that take no guard: before sign-in, on one's own session, or built on guarded ones.
BUILT_ON_GUARDED = {"followup.record_receipt", "followup.record_reply"}


async def nothing() -> AsyncIterator[bytes]:
    yield b""


def calls(case_id: str) -> dict[str, Callable[[Instance, Actor], object]]:
    """How to call each service on a case; arguments do not matter to people who are refused."""
    signer = SignerChoice(name="王五", consent="同意")
    return {
        "cases.add_part": lambda i, a: cases.add_part(i, a, case_id, "losses", {}),
        "cases.assign": lambda i, a: cases.assign(i, a, case_id, None),
        "cases.board": lambda i, a: cases.board(i, a),
        "cases.create": lambda i, a: cases.create(i, a),
        "cases.delete": lambda i, a: cases.delete(i, a, case_id),
        "cases.export_json": lambda i, a: cases.export_json(i, a, case_id),
        "cases.history": lambda i, a: cases.history(i, a, case_id),
        "cases.move_part": lambda i, a: cases.move_part(i, a, case_id, "losses", "x", 1),
        "cases.open_sample": lambda i, a: cases.open_sample(i, a, "no_such_sample"),
        "cases.read": lambda i, a: cases.read(i, a, case_id),
        "cases.remove_part": lambda i, a: cases.remove_part(i, a, case_id, "losses", "x"),
        "cases.save": lambda i, a: cases.save(i, a, case_id, []),
        "cases.version_of": lambda i, a: cases.version_of(i, a, case_id),
        "evidence.original": lambda i, a: evidence.original(i, a, case_id, "x"),
        "evidence.preview": lambda i, a: evidence.preview(i, a, case_id, "x"),
        "evidence.receive": lambda i, a: asyncio.run(evidence.receive(i, a, case_id, "x.txt", nothing())),
        "evidence.remove": lambda i, a: evidence.remove(i, a, case_id, "x"),
        "followup.calendar": lambda i, a: followup.calendar(i, a, case_id),
        "followup.close": lambda i, a: followup.close(i, a, case_id, {}),
        "followup.mark_done": lambda i, a: followup.mark_done(i, a, case_id, "x"),
        "followup.mark_open": lambda i, a: followup.mark_open(i, a, case_id, "x"),
        "followup.reopen": lambda i, a: followup.reopen(i, a, case_id),
        "followup.workbook": lambda i, a: followup.workbook(i, a, case_id),
        "members.change_password": lambda i, a: members.change_password(i, a, "x", "y"),
        "members.change_role": lambda i, a: members.change_role(i, a, "x", "viewer"),
        "members.deactivate": lambda i, a: members.deactivate(i, a, "x"),
        "members.invite": lambda i, a: members.invite(i, a, "viewer"),
        "members.members": lambda i, a: members.members(i, a),
        "members.reset_code": lambda i, a: members.reset_code(i, a, "x"),
        "packages.cancel": lambda i, a: packages.cancel(i, a, "x"),
        "packages.download": lambda i, a: packages.download(i, a, case_id, 1),
        "packages.file": lambda i, a: packages.file(i, a, case_id, 1),
        "packages.preview_pdf": lambda i, a: packages.preview_pdf(i, a, case_id),
        "packages.progress": lambda i, a: packages.progress(i, a, "x"),
        "packages.running": lambda i, a: packages.running(i, a, case_id),
        "packages.start": lambda i, a: packages.start(i, a, case_id, signer=signer),
    }


ROWS = {name: rights for name, *rights in (line.split() for line in TABLE.strip().splitlines())}
ON_A_CASE = {name for name in ROWS if not name.startswith("members.") and name not in
             ("cases.board", "cases.create", "cases.open_sample", "packages.cancel", "packages.progress")}  # fmt: skip


def outcome(call: Callable[[Instance, Actor], object], instance: Instance, actor: Actor) -> str:
    """`no` when the role is too small, `gone` when there is nothing to be seen, `yes` for everything else."""
    try:
        call(instance, actor)
    except NotAllowed:
        return "no"
    except NotFound as error:
        return "gone" if "案件" in str(error) or "团队" in str(error) else "yes"
    except ServiceError:
        return "yes"
    return "yes"


def test_every_guarded_service_is_in_the_table() -> None:
    for module in pkgutil.iter_modules(wizard.services.__path__):
        importlib.import_module(f"wizard.services.{module.name}")
    assert set(RULES) == set(ROWS), "add the service to TABLE and to calls()"
    assert set(calls("x")) == set(ROWS)
    assert all(isinstance(deed, May) for deed in RULES.values())


@pytest.mark.parametrize("name", sorted(ROWS))
def test_services_ask_who_is_asking(instance: Instance, office, name: str) -> None:
    case_id = cases.create(instance, office.owner).case.id
    call = calls(case_id)[name]
    others = {"owner": office.stranger, "forged": Actor("nobody", "?", "t1", "晨星", "owner")}
    for role, expected in zip(("viewer", "editor", "owner"), reversed(ROWS[name]), strict=True):
        claimed = getattr(office, role)
        boasting = Actor(claimed.person_id, claimed.name, claimed.team_id, claimed.team_name, "owner")
        assert outcome(call, instance, claimed) == expected, f"{role} of the own team"
        if expected == "no":
            assert outcome(call, instance, boasting) == "no", "the claimed role must not count"
    assert outcome(call, instance, others["forged"]) == "gone"
    if name in ON_A_CASE and name != "cases.delete":
        assert outcome(call, instance, others["owner"]) == "gone", "another team's owner"


def test_another_team_cannot_delete(instance: Instance, office) -> None:
    case_id = cases.create(instance, office.owner).case.id
    assert outcome(calls(case_id)["cases.delete"], instance, office.stranger) == "gone"
    assert cases.read(instance, office.owner, case_id)
