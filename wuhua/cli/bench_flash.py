"""The phones of `wuhua bench flash`: real HTTP, cookies and forms, to the server that `up` starts."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from wuhua.cli import children

HOST = "127.0.0.1"
FLOOR = "同样的客户端、同一服务器:手机银行首页(不登录,不查客户)"
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_CODE = re.compile(r'id="demo-code">(\d{6})<')
WARM = 8
"""Taps before the clock runs, over all clients: each process of the server has read its modules and templates."""


class Browser:
    """One phone: a connection that is kept, cookies, and the forms of the page that came last."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.status = 0
        self.took = 0.0

    def go(self, path: str, form: dict[str, str] | None = None) -> None:
        """One request and its whole answer; a redirect is not followed."""
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **form})
            head |= {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        self.link.request("GET" if form is None else "POST", path, body=body, headers=head)
        answer = self.link.getresponse()
        raw = answer.read()
        self.took = time.perf_counter() - start
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                said, _semicolon, _more = value.partition(";")
                key, _equals, kept = said.partition("=")
                self.cookies[key] = kept
        self.status, self.page = answer.status, raw.decode()

    def fields(self) -> dict[str, str]:
        """What the last form of the page would send, with the code that came where one did."""
        form = self.page.rpartition('<form class="box"')[2].partition("</form>")[0]
        found = {name: value for name, value in _FIELD.findall(form) if name != "csrfmiddlewaretoken"}
        code = _CODE.search(self.page)
        return {**found, "code": code[1]} if code else found


def drive(clients: int, draws: int, amount: str, say: Callable[[str], None]) -> Callable[[list[Any]], dict[str, Any]]:
    """What `wuhua.bulk.counter.flash` drives its bank with."""

    def run(phones: list[Any]) -> dict[str, Any]:
        with _served() as (port, web):
            say(f"{clients} 个客户端,{len(phones):,} 位客户各支用 {draws} 次 …")
            floor = _front(port)
            before, start = _worked(web), time.perf_counter()
            times = _all(port, phones, clients, draws, amount)
            worked, seconds = _worked(web) - before, time.perf_counter() - start
            floor += _front(port)
        signed = [each for each in times if each[0] == "sign"][WARM:]
        found = _cut([took for _step, took in signed])
        plain = _cut(floor)
        return {
            "operations": len(signed), "clients": clients, **found,
            "steps": {name: _cut([took for step, took in times if step == name][WARM:]) for name in ("offer", "ask")},
            "web_processor_ms": f"{worked * 1000 / (len(phones) * draws):.1f}",
            "busy": f"{worked / seconds:.2f}", "load": f"{os.getloadavg()[0]:.1f}",
            "floor": {"what": FLOOR, **plain}, "ratio": f"{float(found['p50_ms']) / float(plain['p50_ms']):.2f}",
        }  # fmt: skip

    return run


def _cut(took: list[float]) -> dict[str, str]:
    cuts = quantiles(took, n=100)
    return {
        "p50_ms": f"{cuts[49] * 1000:.1f}",
        "p99_ms": f"{cuts[98] * 1000:.1f}",
        "most_ms": f"{max(took) * 1000:.1f}",
    }


def _worked(parent: int) -> float:
    """Processor seconds so far of the server and its worker processes (Linux)."""
    ticks = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = each.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent or int(each.parent.name) == parent:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _front(port: int) -> list[float]:
    phone, took = Browser(port), []
    for n in range(60):
        phone.go("/portal")
        took += [phone.took] if n >= 10 else []
    return took


def _all(port: int, phones: list[Any], clients: int, draws: int, amount: str) -> list[tuple[str, float]]:
    """Every phone once, by so many clients at a time; the steps in the order in which they ended."""
    times: list[tuple[str, float]] = []

    def work(mine: list[Any]) -> None:
        for each in mine:
            _customer(port, each, draws, amount, times)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, [phones[n::clients] for n in range(clients)]))
    return times


def _customer(port: int, who: Any, draws: int, amount: str, times: list[tuple[str, float]]) -> None:
    from wuhua.core.refuse import ensure

    phone = Browser(port)
    phone.go("/portal")
    phone.go("/portal/ask", {"identity": who.identity, "phone": who.number})
    phone.go("/portal/enter", phone.fields())
    ensure(phone.status == 302, f"a customer of the bench signs in, not {phone.status}: {phone.page[-400:]}")
    for _n in range(draws):
        phone.go("/portal/flash")
        times.append(("offer", phone.took))
        said = {"amount": amount, "purpose": "WORKING_CAPITAL", "use": "进货", "agreed": "on"}
        phone.go("/portal/flash/ask", {"key": phone.fields()["key"], **said})
        times.append(("ask", phone.took))
        phone.go("/portal/flash/sign", phone.fields())
        times.append(("sign", phone.took))
        ensure(phone.status == 302, f"a tap of the bench has its money, not {phone.status}: {phone.page[-400:]}")
    phone.link.close()


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """The web process of `up`, on the bench's bank and a port that is free."""
    from django.conf import settings
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    at = connection.settings_dict
    words = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    children.environment_for_children()
    bank = {
        "WUHUA_DATABASE_URL": make_conninfo("", dbname=at["NAME"], **{name: each for name, each in words.items() if each}),
        "WUHUA_HOME": str(settings.WUHUA_HOME), "WUHUA_LAKE": str(settings.WUHUA_LAKE), "WUHUA_DEMO": "1",
    }  # fmt: skip
    web = children.bank(HOST, port)[0]
    process = subprocess.Popen(web.command, env={**os.environ, **bank}, stdin=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(children.STOP_SECONDS)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    from wuhua.core.refuse import ensure

    address = f"http://{HOST}:{port}/healthz?{secrets.token_hex(4)}"
    for _n in range(600):
        ensure(process.poll() is None, "the server of the bench stays up; what it said is on standard error")
        if children.answers(address):
            return
        time.sleep(0.2)
    ensure(False, "the server of the bench answers within two minutes")
