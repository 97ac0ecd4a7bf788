"""A data folder belongs to one server; the claim ends with it, however it ends."""

import subprocess
import sys
import time

import pytest

from wizard.bootstrap import open_instance
from wizard.services import server_lock
from wizard.services.errors import Unavailable
from wizard.settings import Settings

HOLD = """import sys, time
from pathlib import Path
from wizard.services import server_lock
from wizard.settings import Settings
server_lock.claim(Settings(_env_file=None, data_folder=Path(sys.argv[1])))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_server_is_refused_until_the_first_is_gone(tmp_path):
    settings = Settings(_env_file=None, data_folder=tmp_path / "data")
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(settings.data_folder)], stdout=subprocess.PIPE, text=True)
    assert first.stdout and first.stdout.readline() == "held\n"
    with pytest.raises(Unavailable, match="正由另一个服务使用"):
        server_lock.claim(settings)
    open_instance(settings).close()  # the command line and backups still work beside it
    first.kill()
    first.wait()
    end = time.monotonic() + 60
    while True:
        try:
            server_lock.claim(settings)
            break
        except Unavailable:
            assert time.monotonic() < end
            time.sleep(0.05)
    server_lock.claim(settings)  # a second time in the same process changes nothing
    server_lock.release(settings)


def test_servers_on_a_database_by_address_share_their_folder(tmp_path):
    settings = Settings(_env_file=None, data_folder=tmp_path / "data", database_url="postgresql://somewhere")
    server_lock.claim(settings)
    server_lock.claim(settings)
    assert not (tmp_path / "data" / server_lock.FILE).exists()
