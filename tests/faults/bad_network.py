# SPDX-License-Identifier: Apache-2.0
"""Peers that misbehave, each at a URL of its own: tests/host/faulty_server.py over HTTP and HTTPS
with certificates that do not hold, HAProxy for HTTP/2 and as a gateway whose service is down,
sockets that never answer, a name server that does not.
"""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

SERVER = pathlib.Path(__file__).parents[1] / "host" / "faulty_server.py"
CERTIFICATES = {  # Name: how it is issued (days valid, or the day on which it is), for whom.
    "good": (None, "IP:127.0.0.1"), "expired": ("2020-01-01", "IP:127.0.0.1"),
    "early": ("2090-01-01", "IP:127.0.0.1"), "other": (None, "DNS:other.example.com"),
    "old": (None, "IP:127.0.0.1")}
HAPROXY = """\
global
  maxconn 200
defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 10s
  timeout server 10s
frontend both
  bind 127.0.0.1:{both} ssl crt {folder}/whole.pem alpn h2,http/1.1
  default_backend web
frontend only
  bind 127.0.0.1:{only} ssl crt {folder}/whole.pem proto h2
  default_backend web
frontend clear
  bind 127.0.0.1:{clear} proto h2
  default_backend web
frontend gateway
  bind 127.0.0.1:{gateway}
  default_backend dead
backend web
  server web 127.0.0.1:{http}
backend dead
  server dead 127.0.0.1:{closed}
"""


def openssl(*words, on=None):
    if on:
        words = ("faketime", on, "openssl", *words)
    else:
        words = ("openssl", *words)
    subprocess.run(words, check=True, capture_output=True)


def free_port():
    """A port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Network:
    """All of them, in a folder with `ca.pem`, until `close`."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="relctl-network-"))
        self.processes, self.sockets = [], []
        self.make_certificates()
        words = [sys.executable, "-B", str(SERVER), str(self.folder), *CERTIFICATES]
        server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.processes.append(server)
        _, self.http, *secure = map(int, server.stdout.readline().split())
        self.secure = dict(zip(["self-signed", *CERTIFICATES], secure))
        self.closed = free_port()
        self.silent = self.listener(16).getsockname()[1]
        self.black_hole = self.full_listener()
        self.gateways = self.begin_haproxy()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        for each in self.sockets:
            each.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def file(self, name):
        return str(self.folder / name)

    def make_certificates(self):
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *curve, "-days", "30", "-subj", "/CN=authority", "-keyout",
                self.file("ca.key"), "-out", self.file("ca.pem"))
        openssl("req", "-x509", *curve, "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", self.file("key.pem"), "-out",
                self.file("cert.pem"))
        openssl("req", "-new", "-key", self.file("key.pem"), "-subj", "/CN=service", "-out",
                self.file("request"))
        for name, (day, whom) in CERTIFICATES.items():
            (self.folder / "names").write_text(f"subjectAltName={whom}\n")
            openssl("x509", "-req", "-in", self.file("request"), "-CA", self.file("ca.pem"),
                    "-CAkey", self.file("ca.key"), "-days", "2", "-extfile", self.file("names"),
                    "-out", self.file(f"{name}.pem"), on=day)
        whole = (self.folder / "good.pem").read_text() + (self.folder / "key.pem").read_text()
        (self.folder / "whole.pem").write_text(whole)

    def listener(self, queue, port=0):
        """Connections are made and nothing is ever said."""
        listening = socket.socket()
        listening.bind(("127.0.0.1", port))
        listening.listen(queue)
        self.sockets.append(listening)
        return listening

    def full_listener(self):
        """The port of a listener whose queue is full: what knocks is not answered at all."""
        listening = self.listener(0)
        for _ in range(4):
            knocking = socket.socket()
            knocking.setblocking(False)
            knocking.connect_ex(listening.getsockname())
            self.sockets.append(knocking)
        return listening.getsockname()[1]

    def begin_haproxy(self):
        ports = {name: free_port() for name in ("both", "only", "clear", "gateway")}
        (self.folder / "haproxy.cfg").write_text(
            HAPROXY.format(folder=self.folder, http=self.http, closed=self.closed, **ports))
        program = shutil.which("haproxy") or "/usr/sbin/haproxy"
        self.processes.append(subprocess.Popen(
            [program, "-db", "-q", "-f", self.file("haproxy.cfg")], stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL))
        for port in ports.values():
            until = time.monotonic() + 10
            while time.monotonic() < until:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.02)
        return ports

    def dead_names(self):
        """Words before a command under which no name server answers: needs root and a free port
        53; None without."""
        try:
            server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            server.bind(("127.53.53.53", 53))
        except OSError:
            return None
        self.sockets.append(server)
        (self.folder / "resolv.conf").write_text("nameserver 127.53.53.53\n")
        script = 'mount --make-rprivate / && mount --bind "$0" "$1" && shift && exec "$@"'
        place = os.path.realpath("/etc/resolv.conf")
        return ("unshare", "-m", "sh", "-c", script, self.file("resolv.conf"), place)

    def at(self, behaviour, port=None):
        return f"http://127.0.0.1:{port or self.http}/{behaviour}"

    def secured(self, name, behaviour="prometheus"):
        return f"https://127.0.0.1:{self.secure[name]}/{behaviour}"

    def redirect(self, place, status=302):
        return self.at(f"to/{status}/{urllib.parse.quote(place, safe='')}")
