"""Who may call what: every guarded service × every role × own team, other team, former, closed, unknown, forged."""

import ast
import importlib
import inspect
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.unit.conftest import member
from tools.print_rules import all_rules, page
from wizard.awaiting import result_of
from wizard.case import now
from wizard.services import (
    auditing,
    bundles,
    cases,
    corrections,
    cosigning,
    evidence,
    followup,
    handing_over,
    intake,
    invitations,
    ledger,
    masking,
    members,
    naming,
    packages,
    phone,
    readings,
    resumable_uploads,
    retention,
    second_factor,
    showings,
    signing_keys,
    starring,
    together,
)
from wizard.services.access import Actor
from wizard.services.board import board_of
from wizard.services.errors import NotAllowed, NotFound, ServiceError
from wizard.services.instance import Instance
from wizard.services.signing import SignerChoice
from wizard.services.workers import JobFailed, Workers
from wizard.team.roles import May, Role, may

ROOT = Path(__file__).resolve().parents[3]
RULES = all_rules()
NOBODY = "0" * 32
# Services whose second argument is an actor and that carry no guard of their own, with why that is right.
FOR_SERVICES = {  # parts of services: asked only by services that have asked for permission, see the test below
    "running.begin",
    "cases.add",
    "cases.change",
    "cases.found",
    "cases.hand",
    "cases.mark",
    "cases.newest",
    "cases.stored_in",
    "evidence.keep",
    "evidence.open_file",
    "evidence.open_held",
    "evidence.room",
    "ledger_proof.make_proof",
    "members.only_ours",
    "readings.request_one",
    "samples.copy_sample",
}

# Services that pages and routes call without an actor, each with what stands in its place.
WITHOUT_ACTOR = {
    "public": {"authority.certificate", "authority.revocation_list", "packages.verify", "people.setup_needed"}
    | {"health.health", "health.numbers", "evidence.limits", "evidence.refused_before"},
    "a password, code, ticket or cookie": {"signing_in.sign_in", "second_factor.second_step", "people.set_up"}
    | {"invitations.invitation", "invitations.accept_invitation", "invitations.accept_invitation_as"}
    | {"members.reset_password", "signing_in.open_session", "signing_in.person_of", "signing_in.sign_out"}
    | {"request_context.arrive", "single_sign_on.bind", "single_sign_on.join_with", "single_sign_on.recognise"},
    "a phone's link, or who came by one": {"phone.guest", "phone.receive", "phone.room_left"},
    "the server itself": {"housekeeping.at_start", "housekeeping.catch_up", "housekeeping.sweep", "people.setup_code"},
    "a case that was read by permission": {"readings.progress", "intake.waits"},
}


async def nothing() -> AsyncIterator[bytes]:
    yield b""


def calls(case_id: str) -> dict[str, Callable[[Instance, Actor], object]]:
    """How to call each service on a case; arguments do not matter to people who are refused."""
    signer = SignerChoice(name="王五", consent="同意")
    return {
        "auditing.case_record": lambda i, a: auditing.case_record(i, a, case_id),
        "auditing.case_trail": lambda i, a: auditing.case_trail(i, a, case_id),
        "auditing.team_record": lambda i, a: auditing.team_record(i, a),
        "auditing.team_trail": lambda i, a: auditing.team_trail(i, a, auditing.Wanted()),
        "auditing.verify_team": lambda i, a: auditing.verify_team(i, a),
        "cases.add_part": lambda i, a: cases.add_part(i, a, case_id, "losses", {}),
        "cases.assign": lambda i, a: cases.assign(i, a, case_id, None),
        "handing_over.cases_held": lambda i, a: handing_over.cases_held(i, a, "x"),
        "handing_over.hand_over_all": lambda i, a: handing_over.hand_over_all(i, a, "x", "y"),
        "board.board_of": lambda i, a: board_of(i, a),
        "cases.create": lambda i, a: cases.create(i, a),
        "cases.delete": lambda i, a: cases.delete(i, a, case_id),
        "cases.export_json": lambda i, a: cases.export_json(i, a, case_id),
        "bundles.original": lambda i, a: bundles.original(i, a, case_id, "x"),
        "bundles.remove": lambda i, a: bundles.remove(i, a, case_id, "x"),
        "bundles.request": lambda i, a: bundles.request(i, a, case_id),
        "bundles.unlock": lambda i, a: bundles.unlock(i, a, case_id, "x", "y"),
        "cases.history": lambda i, a: cases.history(i, a, case_id),
        "cases.move_part": lambda i, a: cases.move_part(i, a, case_id, "losses", "x", 1),
        "cases.open_sample": lambda i, a: cases.open_sample(i, a, "no_such_sample"),
        "cases.read": lambda i, a: cases.read(i, a, case_id),
        "cases.remove_part": lambda i, a: cases.remove_part(i, a, case_id, "losses", "x"),
        "cases.save": lambda i, a: cases.save(i, a, case_id, []),
        "cases.version_of": lambda i, a: cases.version_of(i, a, case_id),
        "cosigning.signed_by": lambda i, a: cosigning.signed_by(i, a, case_id, 1),
        "cosigning.start": lambda i, a: cosigning.start(i, a, case_id, 1, signer=signer),
        "corrections.administers": lambda i, a: corrections.administers(i, a),
        "corrections.check": lambda i, a: corrections.check(i, a),
        "corrections.correct": lambda i, a: corrections.correct(i, a, corrections.Wanted("x", "y", "z", now().date())),
        "corrections.history": lambda i, a: corrections.history(i, a),
        "corrections.withdraw": lambda i, a: corrections.withdraw(i, a, "x"),
        "evidence.arrange": lambda i, a: evidence.arrange(i, a, case_id, []),
        "resumable_uploads.arrived": lambda i, a: resumable_uploads.arrived(i, a, case_id, "录屏.mp4|9|1", 9),
        "evidence.original": lambda i, a: evidence.original(i, a, case_id, "x"),
        "evidence.preview": lambda i, a: evidence.preview(i, a, case_id, "x"),
        "evidence.recording": lambda i, a: evidence.recording(i, a, case_id, "x"),
        "evidence.receive": lambda i, a: result_of(evidence.receive(i, a, case_id, "x.txt", nothing())),
        "evidence.remove": lambda i, a: evidence.remove(i, a, case_id, "x"),
        "followup.calendar": lambda i, a: followup.calendar(i, a, case_id),
        "followup.close": lambda i, a: followup.close(i, a, case_id, {}),
        "followup.mark_done": lambda i, a: followup.mark_done(i, a, case_id, "x"),
        "followup.mark_open": lambda i, a: followup.mark_open(i, a, case_id, "x"),
        "followup.reopen": lambda i, a: followup.reopen(i, a, case_id),
        "followup.workbook": lambda i, a: followup.workbook(i, a, case_id),
        "intake.receive": lambda i, a: result_of(intake.receive(i, a, case_id, "x.txt", nothing())),
        "intake.resume": lambda i, a: intake.resume(i, a, case_id),
        "ledger.again": lambda i, a: ledger.again(i, a, case_id),
        "ledger.choose": lambda i, a: ledger.choose(i, a, case_id, [], True),
        "ledger.make_exhibit": lambda i, a: ledger.make_exhibit(i, a, case_id),
        "ledger.state": lambda i, a: ledger.state(i, a, case_id),
        "invitations.invite": lambda i, a: invitations.invite(i, a, "viewer"),
        "invitations.pending": lambda i, a: invitations.pending(i, a),
        "invitations.revoke": lambda i, a: invitations.revoke(i, a, "x"),
        "masking.cover": lambda i, a: masking.cover(i, a, case_id, "x", []),
        "masking.page": lambda i, a: masking.page(i, a, case_id, "x", 1),
        "masking.proposed": lambda i, a: masking.proposed(i, a, case_id, "x"),
        "masking.redraw": lambda i, a: masking.redraw(i, a, case_id, "x", [], []),
        "masking.uncover": lambda i, a: masking.uncover(i, a, case_id, "x", "y"),
        "members.change_password": lambda i, a: members.change_password(i, a, "x", "y"),
        "members.change_role": lambda i, a: members.change_role(i, a, "x", "viewer"),
        "members.deactivate": lambda i, a: members.deactivate(i, a, "x"),
        "members.leave": lambda i, a: members.leave(i, a),
        "members.members": lambda i, a: members.members(i, a),
        "members.reset_code": lambda i, a: members.reset_code(i, a, "x"),
        "naming.change_name": lambda i, a: naming.change_name(i, a, f"王五-{a.role}"),
        "packages.cancel": lambda i, a: packages.cancel(i, a, "x"),
        "packages.download": lambda i, a: packages.download(i, a, case_id, 1),
        "packages.file": lambda i, a: packages.file(i, a, case_id, 1),
        "packages.preview_pdf": lambda i, a: packages.preview_pdf(i, a, case_id),
        "packages.progress": lambda i, a: packages.progress(i, a, "x"),
        "packages.running": lambda i, a: packages.running(i, a, case_id),
        "readings.decline": lambda i, a: readings.decline(i, a, case_id, []),
        "readings.newest": lambda i, a: readings.newest(i, a, case_id),
        "readings.read_again": lambda i, a: readings.read_again(i, a, case_id, "x"),
        "readings.reading_of": lambda i, a: readings.reading_of(i, a, case_id, "x"),
        "readings.request": lambda i, a: readings.request(i, a, case_id),
        "readings.search": lambda i, a: readings.search(i, a, case_id, "x"),
        "showings.request": lambda i, a: showings.request(i, a, case_id),
        "showings.shown": lambda i, a: showings.shown(i, a, case_id, "x"),
        "phone.close_links": lambda i, a: phone.close_links(i, a, case_id),
        "phone.open_link": lambda i, a: phone.open_link(i, a, case_id),
        "retention.expiring": lambda i, a: retention.expiring(i, a),
        "retention.going": lambda i, a: retention.going(i, a),
        "retention.keep": lambda i, a: retention.keep(i, a, [case_id]),
        "second_factor.begin": lambda i, a: second_factor.begin(i, a),
        "second_factor.confirm": lambda i, a: second_factor.confirm(i, a, "x"),
        "second_factor.protected": lambda i, a: second_factor.protected(i, a),
        "second_factor.remove": lambda i, a: second_factor.remove(i, a, "x"),
        "second_factor.renew": lambda i, a: second_factor.renew(i, a, "x", "x"),
        "second_factor.reset": lambda i, a: second_factor.reset(i, a, "x"),
        "second_factor.status": lambda i, a: second_factor.status(i, a),
        "signing_keys.change": lambda i, a: signing_keys.change(i, a, "x", "y", "z"),
        "signing_keys.checked": lambda i, a: signing_keys.checked(i, a, signer),
        "signing_keys.keep": lambda i, a: signing_keys.keep(i, a, b"x", "", "x", "x"),
        "signing_keys.kept": lambda i, a: signing_keys.kept(i, a),
        "signing_keys.make": lambda i, a: signing_keys.make(i, a, "x", "x", "x"),
        "signing_keys.remove": lambda i, a: signing_keys.remove(i, a),
        "starring.hide": lambda i, a: starring.hide(i, a, case_id, "x", []),
        "starring.hide_words": lambda i, a: starring.hide_words(i, a, case_id, "x", "王小芳"),
        "starring.looked": lambda i, a: starring.looked(i, a, case_id, "x"),
        "starring.opening": lambda i, a: starring.opening(i, a, case_id, "x"),
        "starring.show_again": lambda i, a: starring.show_again(i, a, case_id, "x", "y"),
        "together.comment": lambda i, a: together.comment(i, a, case_id, "x"),
        "together.comments": lambda i, a: together.comments(i, a, case_id),
        "together.here": lambda i, a: together.here(i, a, case_id, "facts", 1),
        "together.withdraw": lambda i, a: together.withdraw(i, a, case_id, "x"),
        "packages.start": lambda i, a: packages.start(i, a, case_id, signer=signer),
    }


def takes_case(name: str) -> bool:
    """Whether a service is about one case, by the name of its third parameter."""
    module, function = name.split(".")
    service = getattr(importlib.import_module(f"wizard.services.{module}"), function)
    return "case_id" in inspect.signature(inspect.unwrap(service)).parameters


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


class Idle(Workers):
    """Worker processes that do nothing: what a permitted call makes is not looked at here."""

    def run(self, *_args: object, **_more: object) -> object:
        raise JobFailed("idle")


@dataclass(frozen=True)
class Standing:
    """How somebody stands to the team: their row in the matrix."""

    name: str
    actor: Actor
    role: Role | None  # in that team now; None: nothing of it may be seen


@pytest.fixture
def standings(instance: Instance, office) -> list[Standing]:
    """One person for each role and each way to stand to team t1 (`office` made the teams)."""
    people = []
    for role in Role:
        named = {
            way: member(instance, "t1", "晨星", role, way, f"{way}-{role}") for way in ("now", "former", "closed", "as")
        }
        with instance.store.write() as work:
            work.people.set_member_active("t1", named["former"].person_id, False)
            work.people.set_active(named["closed"].person_id, False)
            work.people.set_role("t1", named["as"].person_id, Role.VIEWER)
        other = member(instance, "t2", "别家", role, "other", f"other-{role}")
        people += [
            Standing(f"{role} of the own team", named["now"], role),
            Standing(f"{role}, membership ended", named["former"], None),
            Standing(f"{role}, account closed", named["closed"], None),
            Standing(f"{role}, made viewer a moment ago", named["as"], Role.VIEWER),
            Standing(f"{role} of another team, naming this one", replace(other, team_id="t1", team_name="晨星"), None),
            Standing(f"no such person, claiming to be {role}", Actor(NOBODY, "?", "t1", "晨星", role), None),
            Standing(f"{role}, naming no such team", replace(named["now"], team_id=NOBODY), None),
        ]
    return people


def expected(standing: Standing, deed: May) -> str:
    if standing.role is None:
        return "gone"
    return "yes" if may(standing.role, deed) else "no"


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_service_asks_who_is_asking(instance: Instance, office, standings: list[Standing], name: str) -> None:
    """28 standings × 4 claimed roles for each service; the claimed role, the page's belief, must never count."""
    quiet = replace(instance, workers=Idle(1))
    case_id = cases.create(instance, office.owner).case.id
    call, wrong = calls(case_id)[name], []
    refused_first = sorted(standings, key=lambda one: expected(one, RULES[name]) == "yes")
    for standing, claimed in itertools.product(refused_first, Role):
        wanted = expected(standing, RULES[name])
        if wanted == "yes" and claimed != standing.role:
            continue  # what is allowed is done once
        got = outcome(call, quiet, replace(standing.actor, role=claimed))
        if got != wanted:
            wrong.append((standing.name, f"claims {claimed}", wanted, got))
    assert not wrong


@pytest.mark.parametrize("name", sorted(name for name in RULES if takes_case(name)))
def test_another_teams_case_is_not_there_for_any_role(instance: Instance, office, name: str) -> None:
    case_id = cases.create(instance, office.owner).case.id
    for role in Role:
        stranger = member(instance, "t2", "别家", role, "stranger", f"stranger-{role}")
        got = outcome(calls(case_id)[name], instance, stranger)
        assert got == ("gone" if may(role, RULES[name]) else "no"), role
    assert cases.read(instance, office.owner, case_id).version == 1


def actor_services() -> set[str]:
    """Every public function of the services whose second parameter is an actor, guarded or not."""
    found = set()
    for path in sorted((ROOT / "wizard" / "services").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                named = [argument.arg for argument in node.args.args]
                if "actor" in named[:2]:
                    found.add(f"{path.stem}.{node.name}")
    return found


def test_every_service_that_takes_an_actor_has_a_rule_and_a_row() -> None:
    ruleless = actor_services() - set(RULES) - FOR_SERVICES - {"access.permit"}
    assert not ruleless, f"put @needs(…) on {ruleless}"
    assert set(calls("x")) == set(RULES), "add the service to calls()"


def screens() -> list[Path]:
    """What people reach: pages, their parts, routes."""
    outside = [path for name in ("ui", "server") for path in (ROOT / "wizard" / name).rglob("*.py")]
    return [*outside, *(ROOT / "pages").glob("*.py"), ROOT / "wizard" / "shell.py"]


def used_in(path: Path) -> set[str]:
    """The functions of services that a module names, as `module.function` where they are defined."""
    tree, modules, used = ast.parse(path.read_text("utf-8")), {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "wizard.services":
            modules |= {name.asname or name.name: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard.services."):
            used |= {(str(node.module).rsplit(".", 1)[1], name.name) for name in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            used.add((modules[node.value.id], node.attr))
    found = (getattr(importlib.import_module(f"wizard.services.{module}"), name, None) for module, name in used)
    plain = (inspect.unwrap(one) for one in found if inspect.isfunction(one))
    return {
        f"{one.__module__.rsplit('.', 1)[-1]}.{one.__name__}"
        for one in plain
        if "instance" in inspect.signature(one).parameters
    }


def test_parts_of_services_are_called_by_services_only() -> None:
    assert not set().union(*map(used_in, screens())) & FOR_SERVICES


def test_what_people_reach_asks_who_they_are_or_is_named_here() -> None:
    known = set().union(*WITHOUT_ACTOR.values())
    used = set().union(*map(used_in, screens()))
    assert used - set(RULES) == known, "guard it with @needs(…), or say above why it needs no role"


def test_the_printed_rules_are_the_ones_in_force() -> None:
    printed = (ROOT / "docs" / "reference" / "roles.md").read_text("utf-8")
    assert printed == page(), "python -m tools.print_rules > docs/reference/roles.md"


def test_the_matrix_is_thousands_of_calls(standings: list[Standing]) -> None:
    per_service = sum(1 if one.role else len(Role) for one in standings)
    assert len(RULES) * per_service > 2000
