"""A small real S3 server (nanio): signatures are checked, uploads come in parts, objects are files in a folder."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.backing.ports import free_port

USER, SECRET, REGION = "wizard-tests", "wizard-tests-secret", "us-east-1"


class ObjectServer:
    """One S3 server over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a wizard needs beside `WIZARD_FILES_URL`: the usual variables of every S3 client."""
        return {
            "AWS_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": USER,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def start(self) -> "ObjectServer":
        place = ["--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nanio.cli", "serve", *place, "--region", REGION, "--log-level", "error"],
            env=os.environ | {"NANIO_ACCESS_KEY": USER, "NANIO_SECRET_KEY": SECRET},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        import httpx

        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/", timeout=1)
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("the S3 server did not start")

    def bucket(self) -> str:
        """The address of a new, empty bucket (a folder: the server makes objects of files)."""
        name = f"b{uuid.uuid4().hex[:20]}"
        (self.folder / name).mkdir(parents=True)
        return f"s3://{name}/evidence"

    def objects(self, url: str) -> list[str]:
        """The names of everything in a bucket, as the server tells it."""
        options = {key.lower(): value for key, value in self.environment.items() if key != "AWS_ALLOW_HTTP"}
        store = S3Store(url.split("/")[2], config=options, client_options={"allow_http": True})
        try:
            return sorted(str(entry["path"]) for page in store.list() for entry in page)
        except BaseError as error:
            raise AssertionError(f"the bucket cannot be listed: {error}") from error

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
