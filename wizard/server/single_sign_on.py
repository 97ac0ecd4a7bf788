"""What Streamlit's own sign-in (`st.login`, OIDC) is told; the identity it brings is judged in the services.

Its cookie is good for 30 days and cannot be revoked, so it only introduces a person once: `POST /auth/session` gives
out our own session and takes that cookie back.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wizard.services import keys
from wizard.settings import Settings

COOKIES = ("_streamlit_user", "_streamlit_user_tokens")
CALLBACK = "/oauth2callback"


def secrets(settings: Settings) -> dict[str, Any] | None:
    """The `[auth]` section of Streamlit's secrets; `None` where no single sign-on is set up."""
    if not settings.single_sign_on:
        return None
    return {
        "auth": {
            "redirect_uri": f"{settings.public_address.rstrip('/')}{CALLBACK}",
            "cookie_secret": keys.for_streamlit(settings),
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


def forget_identity(request: Request, response: Response) -> None:
    """Take Streamlit's identity cookies back, the pieces of a long one too."""
    for name in request.cookies:
        if name.startswith(COOKIES):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")
