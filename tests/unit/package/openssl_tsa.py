"""A timestamp authority made with the openssl program, as another vendor's would be: root, revocation list, and faults.

`serve` answers RFC 3161 requests at `/tsa` and the root's revocation list at `/root.crl`; `fault` makes it misbehave.
"""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LATE = 30  # seconds: when an authority that is slow has answered
CONFIG = """
[ tsa ]
default_tsa = one
[ one ]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256
[ ca ]
default_ca = root
[ root ]
database = {folder}/index.txt
crlnumber = {folder}/crlnumber
default_md = sha256
default_crl_days = 30
[ req ]
distinguished_name = nobody
[ nobody ]
[ crl ]
authorityKeyIdentifier = keyid
[ root_extensions ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ tsa_extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
authorityKeyIdentifier = keyid
{points}
[ person_extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
authorityKeyIdentifier = keyid
{points}
"""


def openssl(*arguments: object, given: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@dataclass
class Tsa:
    """A running authority."""

    folder: Path
    port: int
    fault: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tsa"

    @property
    def root_pem(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def make(self, *, with_revocation_list: bool) -> None:
        points = f"crlDistributionPoints = URI:http://127.0.0.1:{self.port}/root.crl" if with_revocation_list else ""
        here, config = self.folder, self.folder / "openssl.cnf"
        config.write_text(CONFIG.format(folder=here, points=points), encoding="ascii")
        for name, content in (("serial", "01\n"), ("index.txt", ""), ("crlnumber", "01\n")):
            (here / name).write_text(content, encoding="ascii")
        common = ("-config", config, "-newkey", "rsa:2048", "-nodes", "-utf8")
        root = ("-x509", "-days", "3650", "-subj", "/CN=测试时间戳根", "-extensions", "root_extensions")
        openssl("req", *common, *root, "-keyout", here / "root.key", "-out", here / "root.pem")
        self.issue("tsa", "测试时间戳机构", "tsa_extensions")
        sign = ("-keyfile", here / "root.key", "-cert", here / "root.pem", "-crlexts", "crl")
        openssl("ca", "-config", config, "-gencrl", *sign, "-out", here / "crl.pem")
        openssl("crl", "-in", here / "crl.pem", "-outform", "DER", "-out", here / "root.crl")

    def issue(self, name: str, subject: str, extensions: str, *more: object) -> None:
        """A key and a certificate under the root: `<name>.key`, `<name>.pem`."""
        here, config = self.folder, self.folder / "openssl.cnf"
        asked = ("-config", config, "-newkey", "rsa:2048", "-nodes", "-utf8", "-subj", f"/CN={subject}")
        openssl("req", *asked, "-keyout", here / f"{name}.key", "-out", here / f"{name}.csr")
        by = ("-CA", here / "root.pem", "-CAkey", here / "root.key", "-set_serial", len(name) + 10, "-days", "3000")
        kind = ("-extfile", config, "-extensions", extensions)
        openssl("x509", "-req", "-in", here / f"{name}.csr", *by, *kind, *more, "-out", here / f"{name}.pem")

    def answer(self, request: bytes) -> bytes:
        query, reply = self.folder / f"{time.monotonic_ns()}.tsq", self.folder / f"{time.monotonic_ns()}.tsr"
        query.write_bytes(request)
        openssl("ts", "-reply", "-config", self.folder / "openssl.cnf", "-queryfile", query, "-out", reply)
        return reply.read_bytes()

    def twisted(self, request: bytes) -> bytes:
        """The request as a dishonest authority would like it."""
        from asn1crypto import tsp

        asked = tsp.TimeStampReq.load(request)
        if self.fault == "wrong nonce":
            asked["nonce"] = 4711
        elif self.fault == "wrong hash":
            asked["message_imprint"]["hashed_message"] = b"\1" * 32
        elif self.fault == "refusing":
            asked["req_policy"] = "1.2.3.4.99"
        return asked.dump(force=True)


class Handler(BaseHTTPRequestHandler):
    """One request; `tsa` is set by `serve`."""

    tsa: Tsa

    def do_GET(self):
        self.tsa.asked.append(self.path)
        content = (self.tsa.folder / "root.crl").read_bytes() if self.path == "/root.crl" else b""
        self.reply(content, "application/pkix-crl")

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.tsa.asked.append(self.path)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.faulty(request) if self.tsa.fault else self.reply(self.tsa.answer(request))

    def faulty(self, request: bytes) -> None:
        plain = {
            "garbage": b"<html>welcome to the hotel network</html>",
            "empty": b"",
            "huge": b"\x30\x84\x7f\xff\xff\xff" + bytes(2_000_000),
        }
        if self.tsa.fault in plain:
            self.reply(plain[self.tsa.fault])
        elif self.tsa.fault in ("slow", "dripping", "hanging up", "not http", "error", "redirect"):
            self.broken(self.tsa.fault)
        elif self.tsa.fault == "forged":
            good = self.tsa.answer(request)
            self.reply(good[:-20] + bytes([good[-20] ^ 1]) + good[-19:])
        else:
            self.reply(self.tsa.answer(self.tsa.twisted(request)))

    def broken(self, fault: str) -> None:
        """What is no answer at all."""
        if fault == "slow":
            time.sleep(LATE)
        elif fault == "hanging up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "not http":
            self.wfile.write(b"SSH-2.0-nope\r\n")
        elif fault == "error":
            self.send_error(503)
        elif fault == "redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.tsa.port}/elsewhere")
            self.end_headers()
        else:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
            for _ in range(LATE * 10):
                self.wfile.write(b"0")
                time.sleep(0.1)

    def reply(self, content: bytes, kind: str = "application/timestamp-reply") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        return


@contextmanager
def serve(folder: Path, fault: str = "", *, with_revocation_list: bool = True) -> Iterator[Tsa]:
    """A working (or misbehaving) authority, as long as the block runs."""
    handler = type("Bound", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    tsa = handler.tsa = Tsa(folder, server.server_port)
    tsa.make(with_revocation_list=with_revocation_list)
    tsa.fault = fault
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield tsa
    finally:
        server.shutdown()
        server.server_close()
