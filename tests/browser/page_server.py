"""The playground under the chat page: a process of its own that can be stopped and started again."""

import os
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

import httpx

TOKEN = "42:page_test_token_page_test_token_000"
BOT = f"{TOKEN}:page_test_bot:页面测试"


class Server:
    """`python -m playground` in a process of its own, kept in a directory, on one port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self.http = httpx.Client(timeout=30)
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "playground",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
            "--bot",
            BOT,
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        line = self.process.stdout.readline() if ready else ""
        match = re.fullmatch(r"playground (http://127\.0\.0\.1:(\d+))\n", line)
        assert match, f"the playground did not start: {line!r}"
        self.url, self.port = match[1], int(match[2])

    def stop(self) -> None:
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        self.process.stdout.close()

    def post(self, path: str, **body: object):
        answer = self.http.post(f"{self.url}/playground/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str):
        answer = self.http.get(f"{self.url}/playground/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()
