"""The addresses beside Streamlit's own."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.routing import BaseRoute, Route

from wizard.server import case_files, counting, phone, public, sign_in, static_files


class _Count(IntegerConvertor):
    """A number of at most nine digits. (Python refuses to read one of thousands, before anybody asked who is there.)"""

    regex = "[0-9]{1,9}"


register_url_convertor("count", _Count())
CASE = "/api/cases/{case:str}"


def routes() -> list[BaseRoute]:
    """All routes; every one below `/api` needs a session."""
    return [
        Route("/auth/session", sign_in.open_session, methods=["POST"]),
        Route("/auth/sign-out", sign_in.sign_out, methods=["POST"]),
        Route(f"{CASE}/files", case_files.receive, methods=["PUT"]),
        Route(f"{CASE}/files/arrived", case_files.arrived),
        Route(f"{CASE}/text", case_files.save_text, methods=["PUT"]),
        Route(f"{CASE}/here", case_files.here, methods=["POST"]),
        Route(f"{CASE}/exhibits/{{exhibit:str}}/original", case_files.original),
        Route(f"{CASE}/bundles/{{bundle:str}}/original", case_files.bundle),
        Route(f"{CASE}/exhibits/{{exhibit:str}}/play", case_files.play),
        Route(f"{CASE}/exhibits/{{exhibit:str}}/preview", case_files.preview),
        Route(f"{CASE}/exhibits/{{exhibit:str}}/pages/{{number:count}}", case_files.page),
        Route(f"{CASE}/packages/{{version:count}}", case_files.package),
        Route(f"{CASE}/preview.pdf", case_files.preview_pdf),
        Route(f"{CASE}/followup.{{kind:str}}", case_files.checklist),
        Route(f"{CASE}/case.json", case_files.case_json),
        Route(f"{CASE}/record.jsonl", case_files.case_record),
        Route("/api/teams/{team:str}/record.csv", case_files.team_record),
        Route("/api/{rest:path}", case_files.nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        Route("/u/{token:str}", phone.page),
        Route("/u/{token:str}/files", phone.receive, methods=["PUT"]),
        Route("/u/{token:str}/files/arrived", phone.arrived),
        Route("/verify", public.verify, methods=["POST"]),
        Route("/verify/together", public.verify_together, methods=["POST"]),
        Route("/authority/revoked.crl", public.revocation_list),
        Route("/authority/certificate.pem", public.certificate),
        Route("/zh.js", public.translations),
        Route("/health", public.health),
        Route("/metrics", counting.metrics),
        *static_files.routes(),
    ]
