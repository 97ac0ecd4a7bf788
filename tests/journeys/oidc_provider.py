"""A small OpenID Connect provider on loopback: one person at a time, no password, else as the standard says."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.journeys import accounts
from tests.journeys.serving import Server

CLIENT_ID, CLIENT_SECRET = "wizard", "a-secret-of-the-test-provider"


class Provider:
    """Runs in a thread; `person` is who signs in next: the claims of the identity token.

    `person` may gainsay any claim, and `sign` may replace the signature: that makes it a lying provider.
    """

    def __init__(self) -> None:
        self.person = {}
        self.sign = None
        self._key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self._codes = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self, public_address: str) -> dict:
        """What the wizard is told in its environment."""
        return {
            "WIZARD_OIDC_METADATA_URL": f"{self.issuer}/.well-known/openid-configuration",
            "WIZARD_OIDC_CLIENT_ID": CLIENT_ID,
            "WIZARD_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "WIZARD_PUBLIC_ADDRESS": public_address,
        }

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def metadata(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict:
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(self, query: dict) -> str:
        """Where the browser is sent back to, with a code."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = (query["code_challenge"][0], query["nonce"][0], dict(self.person))
        return f"{query['redirect_uri'][0]}?{urlencode({'code': code, 'state': query['state'][0]})}"

    def token(self, form: dict, secret: str) -> dict:
        challenge, nonce, person = self._codes.pop(form["code"][0])
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        assert secret == CLIENT_SECRET
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 600, "nonce": nonce} | person
        claims = {name: value for name, value in claims.items() if value is not None}
        token = (self.sign or self._signed)(claims)
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 600, "id_token": token}

    def _signed(self, claims: dict) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
                if path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.end_headers()
                    return
                self._json({"/jwks": provider.jwks}.get(path, provider.metadata)())

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                basic = base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode()
                self._json(provider.token(form, basic.partition(":")[2] or form.get("client_secret", [""])[0]))

            def _json(self, values: dict) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(values).encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def offering(provider: Provider, folder: Path, username: str, name: str) -> Iterator[Server]:
    """A server with one account, whose sign-in page offers the provider's accounts too."""
    server = Server(folder / "data")
    server.environment |= provider.settings(server.address)
    accounts.add_team(server.folder, username, name, "晴川家居")
    server.start()
    try:
        yield server
    finally:
        server.stop()
