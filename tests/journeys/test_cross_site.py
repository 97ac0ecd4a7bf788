"""Another site open in the same browser, with the person signed in: what its forms and scripts can do here."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

WRITES = """async (target) => {
  const said = {};
  const ask = async (name, path, options) => {
    try {
      const answer = await fetch(target + path, {credentials: 'include', ...options});
      said[name] = answer.type === 'opaque' ? 'opaque' : String(answer.status);
    } catch (error) { said[name] = 'refused'; }
  };
  await ask('blind', '/auth/sign-out', {method: 'POST', mode: 'no-cors', body: '{}'});
  await ask('with the header', '/auth/sign-out', {method: 'POST', headers: {'X-Wizard': '1'}});
  await ask('a file', '/u/x/files?name=a.txt', {method: 'PUT', body: 'x'});
  await ask('reading', '/health', {});
  said.live = await new Promise((done) => {
    const live = new WebSocket(target.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
    live.onopen = () => done('open');
    live.onerror = () => done('refused');
  });
  return said;
}"""
FORM = """(target) => {
  const form = document.createElement('form');
  Object.assign(form, {method: 'POST', action: target + '/auth/sign-out', enctype: 'text/plain'});
  document.body.append(form);
  form.submit();
}"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title><body>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(params=["localhost", "127.0.0.1"])
def evil(request):
    """A site of another name, and one of the same name on another port: to that one the browser sends the cookie."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{request.param}:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_in_the_same_browser_does_nothing(newcomer, evil):
    person = newcomer
    target = person.address
    page = person.page.context.new_page()
    page.goto(evil)
    said = page.evaluate(WRITES, target)
    assert len(said) == 5 and set(said.values()) == {"refused"}, said
    with page.expect_navigation() as sent:
        page.evaluate(FORM, target)
    assert sent.value.status == 403
    page.close()
    person.page.reload()
    person.settle()
    assert person.page.get_by_role("button", name="退出", exact=True).is_visible(), "still signed in"
