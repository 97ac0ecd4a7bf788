"""A lying provider, other people's answers and used ones, at a running server: none of them introduces anybody."""

import base64
import json
import time
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.bench.streamlit_client import Tab
from tests.journeys.oidc_provider import CLIENT_ID, CLIENT_SECRET, offering
from tests.journeys.serving import Server
from wizard.awaiting import result_of

IDENTITY = "_streamlit_user"
WHO = {"sub": "u-1", "email": "zhang@example.cn", "email_verified": True, "name": "张工"}


@pytest.fixture(scope="module")
def organisation(provider, tmp_path_factory):
    with offering(provider, tmp_path_factory.mktemp("sso"), "laoban", "林晴") as server:
        yield server


@pytest.fixture(autouse=True)
def honest(provider):
    provider.person, provider.sign = dict(WHO), None
    yield
    provider.person, provider.sign = {}, None


class Browser:
    """One browser without a window: its cookies, and the way to the provider and back."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.web = httpx.Client(base_url=server.address)
        self.web.get("/_stcore/health")  # gives the token that goes with each live page

    @property
    def introduced(self) -> bool:
        return IDENTITY in self.web.cookies and "identity-code" in self.door()

    def set_out(self) -> str:
        """Click the button; the address at the provider that the server sends this browser to."""

        async def click() -> str:
            tab = Tab(self.server.port)
            await tab.open()
            await tab.click("door-identity")
            await tab.close()
            return tab.sent_to

        asked = self.web.get(urljoin("/", result_of(click())))
        assert asked.status_code == 302, asked.text
        return asked.headers["location"]

    def at_provider(self) -> str:
        """Sign in there; the address back, with the code."""
        return httpx.get(self.set_out()).headers["location"]

    def come_back(self, address: str) -> httpx.Response:
        answer = self.web.get(address)
        assert answer.status_code == 302 and answer.headers["location"] == "/", answer.text
        return answer

    def door(self) -> set[str]:
        """What the page shows to this browser."""

        async def look() -> set[str]:
            cookies = "; ".join(f"{name}={value}" for name, value in self.web.cookies.items())
            tab = Tab(self.server.port, cookie=cookies, origin=self.server.address)
            await tab.open()
            await tab.close()
            return {widget.rsplit("-door-", 1)[-1] for widget in tab.widgets if "-door-" in widget}

        return result_of(look())


@pytest.fixture
def victim(organisation):
    return Browser(organisation)


@pytest.fixture
def attacker(organisation):
    return Browser(organisation)


def changed(address: str, **values: str) -> str:
    parts = urlsplit(address)
    query = {name: value[0] for name, value in parse_qs(parts.query).items()} | values
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value})).geturl()


def test_an_honest_answer_introduces(victim):
    victim.come_back(victim.at_provider())
    assert victim.introduced


def test_another_browsers_answer_is_refused(victim, attacker):
    """The attacker's code and state in the victim's browser would sign the victim in as the attacker."""
    planted = attacker.at_provider()
    victim.come_back(planted)
    mine = parse_qs(urlsplit(victim.set_out()).query)["state"][0]
    victim.come_back(changed(planted, state=mine))
    assert not victim.introduced, "the attacker's code under the victim's own state: PKCE"


@pytest.mark.parametrize("state", ["", "made-up"])
def test_an_answer_without_its_state_is_refused(victim, state):
    victim.come_back(changed(victim.at_provider(), state=state))
    assert not victim.introduced


def test_an_answer_is_good_once(victim):
    address = victim.at_provider()
    victim.come_back(address)
    assert victim.introduced
    victim.web.cookies.delete(IDENTITY)
    victim.come_back(address)
    assert not victim.introduced


LIES = {
    "nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "for another client": {"aud": "another"},
    "for another client, through ours": {"aud": "another", "azp": CLIENT_ID},
    "for two clients": {"aud": [CLIENT_ID, "another"], "azp": "another"},
    "expired": {"exp": int(time.time()) - 3600},
    "never ends": {"exp": None},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_wrong_is_refused(victim, provider, lie):
    provider.person |= LIES[lie]
    victim.come_back(victim.at_provider())
    assert not victim.introduced


def unsigned(claims: dict) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def by_another_key(claims: dict) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


def by_our_secret(claims: dict) -> str:
    key = OctKey.import_key(CLIENT_SECRET * 2)
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)


def altered(claims: dict) -> str:
    head, _, signature = by_another_key(claims).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "u-2"}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize("sign", [unsigned, by_another_key, by_our_secret, altered])
def test_a_token_that_the_provider_did_not_sign_is_refused(victim, provider, sign):
    provider.sign = sign
    victim.come_back(victim.at_provider())
    assert not victim.introduced


@pytest.mark.parametrize("cookie", ["made-up", "2|1:0|10:1|15:_streamlit_user|4:e30=|0"])
def test_an_identity_that_the_server_did_not_sign_is_nobodys(victim, cookie):
    victim.web.cookies.set(IDENTITY, cookie)
    assert not victim.introduced and "sign-in" in victim.door()
