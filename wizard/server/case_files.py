"""Routes of one case: upload, originals and previews, text that saves itself, packages, checklist, case file."""

from __future__ import annotations

import hashlib

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from wizard.case import NARRATIVE_MAX
from wizard.changes import Change, has_place
from wizard.server.answers import attachment, download, problem_values
from wizard.server.guard import actor_for, instance, member_of, signed_in_only, watching_only
from wizard.server.sign_in import json_body
from wizard.server.uploads import rest_of, wanted
from wizard.services import (
    auditing,
    bundles,
    cases,
    evidence,
    followup,
    intake,
    masking,
    packages,
    resumable_uploads,
    together,
)
from wizard.services.cases import Saved
from wizard.services.errors import NotFound, refused
from wizard.services.resumable_uploads import Unfinished

PRIVATE = {"Cache-Control": "private, no-store"}
LARGEST_TEXT_BODY = NARRATIVE_MAX * 50  # twice the text (base and value), JSON-escaped, and over-long drafts to refuse


@signed_in_only
async def receive(request: Request) -> Response:
    """PUT /api/cases/{case}/files?name=…: the raw body is streamed to the store; the exhibit, or why not."""
    actor = await actor_for(request)
    name = evidence.plain_name(request.query_params.get("name", ""))
    declared = int(request.headers.get("content-length") or 0) if _is_number(request) else 0
    if declared > evidence.limits(instance()).file_bytes:
        await evidence.drained(request.stream())
        raise evidence.refused_before(instance(), name)
    case_id, rest = request.path_params["case"], rest_of(request)
    try:
        received = await intake.receive(instance(), actor, case_id, name, request.stream(), rest)
    except Unfinished as unfinished:
        return wanted(unfinished)
    main = {"exhibit": received.exhibit, "bundle": received.bundle}
    values = {name: part.model_dump(mode="json") if part else None for name, part in main.items()}
    told = {"number": received.number, "version": received.version, "duplicate": received.duplicate}
    return JSONResponse(values | told, 201, headers=PRIVATE)


@signed_in_only
async def arrived(request: Request) -> Response:
    """GET /api/cases/{case}/files/arrived?mark=…&size=…: how many bytes of a large file are here already."""
    actor, rest = await actor_for(request), rest_of(request)
    if rest is None:
        raise refused("mark", "请求里缺少文件的名字或大小。")
    case_id = request.path_params["case"]
    have = await run_in_threadpool(resumable_uploads.arrived, instance(), actor, case_id, rest.mark, rest.size)
    return JSONResponse({"have": have}, headers=PRIVATE)


def _is_number(request: Request) -> bool:
    return request.headers.get("content-length", "").isdecimal()


@signed_in_only
async def save_text(request: Request) -> Response:
    """PUT /api/cases/{case}/text {path, base, value}: saves one field; says when, or what stands against it."""
    actor = await actor_for(request)
    values = await json_body(request, LARGEST_TEXT_BODY)
    if not isinstance(values.get("path"), str):
        raise refused("path", "请求里缺少字段路径。")
    change = Change(values["path"], values.get("base"), values.get("value"))
    saved = await run_in_threadpool(cases.save, instance(), actor, request.path_params["case"], [change])
    return _saved_answer(saved, change.path)


def _saved_answer(saved: Saved, path: str) -> JSONResponse:
    body: dict[str, object] = {"saved_at": saved.stored.saved_at.isoformat(), "version": saved.stored.version}
    if saved.problems:
        body["problems"] = [problem_values(problem) for problem in saved.problems]
        body["error"] = str(saved.problems[0])
        body["gone"] = not has_place(saved.stored.case, path)
    if saved.conflicts:
        body["conflict"] = vars(saved.conflicts[0])
    return JSONResponse(body, 422 if saved.problems else 200, headers=PRIVATE)


@watching_only
async def here(request: Request) -> Response:
    """POST /api/cases/{case}/here {step, version, team}: who else has the case open, and whether the page is stale.

    404 tells what is `gone`: the `case`, or the person from the `team` in which the page was opened.
    """
    values = await json_body(request)
    step, version = str(values.get("step", "")), values.get("version")
    try:
        actor = await actor_for(request)
    except NotFound as missing:
        in_team = any(one.team_id == values.get("team") for one in request.state.person.actors)
        return JSONResponse({"error": str(missing), "gone": "case" if in_team else "team"}, 404, headers=PRIVATE)
    if not isinstance(version, int):
        raise refused("version", "请求里缺少版本号。")
    found = await run_in_threadpool(together.here, instance(), actor, request.path_params["case"], step, version)
    newer = {"by": found.newer.by, "at": found.newer.at.isoformat()} if found.newer else None
    return JSONResponse({"others": found.others, "newer": newer}, headers=PRIVATE)


@signed_in_only
async def original(request: Request) -> Response:
    """GET …/exhibits/{exhibit}/original: the file byte for byte, always to be saved, never opened in the page."""
    actor = await actor_for(request)
    case_id, exhibit_id = request.path_params["case"], request.path_params["exhibit"]
    opened = await run_in_threadpool(evidence.original, instance(), actor, case_id, exhibit_id)
    return _to_save(opened)


def _to_save(opened: evidence.Original) -> FileResponse:
    """A stored file as a download, whatever it is; closed once it is sent."""
    headers = PRIVATE | {"Content-Disposition": attachment(opened.exhibit.file_name)}
    done = BackgroundTask(opened.close)
    return FileResponse(opened.path, media_type="application/octet-stream", headers=headers, background=done)


@signed_in_only
async def play(request: Request) -> Response:
    """GET …/exhibits/{exhibit}/play: a recording, piece by piece as a player asks; nothing else is ever sent so."""
    actor = await actor_for(request)
    case_id, exhibit_id = request.path_params["case"], request.path_params["exhibit"]
    opened = await run_in_threadpool(evidence.recording, instance(), actor, case_id, exhibit_id)
    done = BackgroundTask(opened.close)
    return FileResponse(opened.path, media_type=opened.exhibit.media_type, headers=PRIVATE, background=done)


@signed_in_only
async def bundle(request: Request) -> Response:
    """GET …/bundles/{bundle}/original: an archive byte for byte, always to be saved."""
    actor = await actor_for(request)
    case_id, bundle_id = request.path_params["case"], request.path_params["bundle"]
    opened = await run_in_threadpool(bundles.original, instance(), actor, case_id, bundle_id)
    return _to_save(opened)


@signed_in_only
async def preview(request: Request) -> Response:
    """GET …/exhibits/{exhibit}/preview: a small JPEG made by us, never the person's own bytes."""
    actor = await actor_for(request)
    case_id, exhibit_id = request.path_params["case"], request.path_params["exhibit"]
    picture = await run_in_threadpool(evidence.preview, instance(), actor, case_id, exhibit_id)
    # Asked for again each time, so that nothing is shown after signing out; sent again only when it changed.
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{hashlib.sha256(picture).hexdigest()[:32]}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(picture, media_type="image/jpeg", headers=headers)


@signed_in_only
async def page(request: Request) -> Response:
    """GET …/exhibits/{exhibit}/pages/{number}: one page as a JPEG made by us, to draw boxes on."""
    actor = await actor_for(request)
    case_id, exhibit_id = request.path_params["case"], request.path_params["exhibit"]
    number = request.path_params["number"]
    picture = await run_in_threadpool(masking.page, instance(), actor, case_id, exhibit_id, number)
    return Response(picture, media_type="image/jpeg", headers=PRIVATE)


@signed_in_only
async def package(request: Request) -> Response:
    """GET …/packages/{version}: the ZIP as most people have signed it; `?signers=1` as the first one did."""
    actor = await actor_for(request)
    case_id, version = request.path_params["case"], request.path_params["version"]
    asked = request.query_params.get("signers", "")
    signers = int(asked) if asked.isdecimal() and len(asked) < 3 else None
    found = await run_in_threadpool(packages.download, instance(), actor, case_id, version, signers)
    headers = PRIVATE | {"Content-Disposition": attachment(found.file_name)}
    return FileResponse(found.path, media_type="application/zip", headers=headers)


@signed_in_only
async def preview_pdf(request: Request) -> Response:
    """GET …/preview.pdf: the letter as it would be printed, unsigned."""
    actor = await actor_for(request)
    pdf = await run_in_threadpool(packages.preview_pdf, instance(), actor, request.path_params["case"])
    return download(pdf, "预览（未签署）.pdf", "application/pdf")


@signed_in_only
async def checklist(request: Request) -> Response:
    """GET …/followup.ics and …/followup.xlsx: the follow-up checklist."""
    actor = await actor_for(request)
    makers = {
        "ics": (followup.calendar, "text/calendar; charset=utf-8"),
        "xlsx": (followup.workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }
    kind = request.path_params["kind"]
    if kind not in makers:
        raise NotFound("文件")
    make, media_type = makers[kind]
    content = await run_in_threadpool(make, instance(), actor, request.path_params["case"])
    return download(content, f"跟进清单.{kind}", media_type)


@signed_in_only
async def nothing(_request: Request) -> Response:
    """Any other address below /api: the same 404 as for what belongs to somebody else, never a page."""
    raise NotFound("地址")


@signed_in_only
async def case_record(request: Request) -> Response:
    """GET …/record.jsonl: what happened to the case, each line with its digest."""
    actor = await actor_for(request)
    content = await run_in_threadpool(auditing.case_record, instance(), actor, request.path_params["case"])
    return download(content, "操作记录.jsonl", "application/jsonl")


@signed_in_only
async def team_record(request: Request) -> Response:
    """GET /api/teams/{team}/record.csv: what happened in the team, as a table."""
    actor = member_of(request)
    content = await run_in_threadpool(auditing.team_record, instance(), actor)
    return download(content, "团队操作记录.csv", "text/csv; charset=utf-8")


@signed_in_only
async def case_json(request: Request) -> Response:
    """GET …/case.json: the case as a file for the command line."""
    actor = await actor_for(request)
    case_id = request.path_params["case"]
    content = await run_in_threadpool(cases.export_json, instance(), actor, case_id)
    return download(content, "case.json", "application/json")
