"""nginx with the configuration that is shipped, on free ports and with a certificate of its own."""

import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

from tests.backing.ports import free_port, wait_for

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
MAIN = """daemon off;
worker_processes 1;
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/wizard.conf;
}}
"""


class Proxy:
    """A running nginx before wizard processes on `ports`; `port` speaks TLS, `plain` sends everybody there."""

    def __init__(self, ports: list[int]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wizard-nginx-"))
        self.port, self.plain = free_port(), free_port()
        self._certificate()
        (self.folder / "wizard.conf").write_text(self._adapted(ports, self.plain))
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder))
        self._process: subprocess.Popen | None = None

    def _adapted(self, ports: list[int], plain: int) -> str:
        """The shipped file with only what it says must be changed, and the ports of this test."""
        lines = []
        for line in SHIPPED.read_text("utf-8").splitlines():
            if "server 127.0.0.1:850" in line:
                port = ports[0] if "8501" in line else ports[-1]
                line = line.replace("8501", str(port)).replace("8502", str(port))
            for shipped, here in (("80", plain), ("443", self.port)):
                line = line.replace(f"listen {shipped}", f"listen 127.0.0.1:{here}")
                line = line.replace(f"listen [::]:{shipped}", f"listen [::1]:{here}")
            lines.append(line.replace("/etc/ssl/wizard", str(self.folder)).replace("tousu.example.cn", "localhost"))
        return "\n".join(lines) + "\n"

    def _certificate(self) -> None:
        key, certificate = self.folder / "privkey.pem", self.folder / "fullchain.pem"
        names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        command = ["openssl", "req", "-x509", *made, *names, "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))

    def start(self) -> "Proxy":
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
        assert program, "nginx is missing: tools/setup.sh test installs it"
        self._process = subprocess.Popen([program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])
        wait_for(self.port)
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
