"""No network at run time: the main job runs with every connection refused, and with no interface at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = """
import sys


def refuse(event, arguments):
    if event not in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        return
    address = arguments[1] if len(arguments) > 1 else arguments
    if isinstance(address, (str, bytes)):
        return  # a path: a socket between processes of this machine
    if event == "socket.bind" and address[:2] in (("::1", 0), ("127.0.0.1", 0)):
        return  # urllib3 looks whether the machine has IPv6 when it is imported
    print("NETWORK", event, arguments, file=sys.stderr, flush=True)
    raise PermissionError(f"{event} is refused in this test")


sys.addaudithook(refuse)
"""


def job(corpora: Path, workspace: Path) -> list[list[str]]:
    profile = str(corpora / "profiles" / "kortrijk-infrared.toml")
    docintel = [sys.executable, "-m", "docintel"]
    return [
        [*docintel, "ingest", str(corpora / "policy" / "nl"), "-w", str(workspace), "--workers", "1"],
        [*docintel, "search", "steun voor militaire projecten", "-w", str(workspace)],
        [*docintel, "refs", "ML7.a", "-w", str(workspace)],
        [*docintel, "match", profile, "-w", str(workspace), "--as-of", "2021-10-01"],
    ]


def test_main_job_opens_no_connection(corpora: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path[1:]])}
    for command in job(corpora, tmp_path / "w"):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "NETWORK" not in done.stderr


def test_main_job_without_any_interface(corpora: Path, tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        pytest.skip("cannot make a network namespace here")
    for command in job(corpora, tmp_path / "w"):
        done = subprocess.run(["unshare", "--net", *command], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_logs_hold_no_text_of_documents_or_profiles(corpora: Path, tmp_path: Path) -> None:
    for command in job(corpora, tmp_path / "w"):
        done = subprocess.run([*command, "-v"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        for secret in ("warmtebeeldcamera", "adviescomité", "offensieve wapensystemen"):
            assert secret not in done.stderr
