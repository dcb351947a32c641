# SPDX-License-Identifier: Apache-2.0
"""The real parts that a plan is run against: on free loopback ports, in a folder of the test's own.

Every part is started by `Parts`, which stops by its id each process that it started and nothing
else, in the opposite order, also when the test fails.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

# Where Debian keeps the tools of a PostgreSQL server and haproxy; not everybody's PATH has them.
PATH = os.pathsep.join([
    *map(str, sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    os.environ.get("PATH", ""), "/usr/sbin"])


def free_ports(count):
    """That many loopback ports nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def until(what, holds, seconds=30.0):
    """The first true answer of `holds`, asked ten times a second; an error after `seconds`."""
    ends = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > ends:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)


def answers(url):
    """Whether a GET of the URL ends with a status of the two hundreds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return 200 <= reply.status < 300
    except (urllib.error.URLError, OSError):
        return False


class Parts:
    """Starts parts in a folder and stops them. `url` of each is where it listens."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.running = []

    def start(self, name, argv, **options):
        """A process whose output goes to NAME.log."""
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                env={**os.environ, "PATH": PATH, **options.pop("environment", {})}, **options)
        self.running.append(process)
        return process

    def stop(self):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    def log_of(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]

    def prometheus(self, ports, alertmanager=None, rules=None):
        """A Prometheus server that scrapes those ports twice a second."""
        (port,) = free_ports(1)
        targets = [f"127.0.0.1:{each}" for each in ports]
        config = {
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms",
                       "evaluation_interval": "500ms"},
            "scrape_configs": [{"job_name": "service",
                                "static_configs": [{"targets": targets}]}],
        }
        if alertmanager:
            config["alerting"] = {"alertmanagers": [
                {"static_configs": [{"targets": [alertmanager.removeprefix("http://")]}]}]}
        if rules:
            (self.folder / "rules.yml").write_text(json.dumps(rules))
            config["rule_files"] = ["rules.yml"]
        (self.folder / "prometheus.yml").write_text(json.dumps(config))  # JSON is YAML too.
        url = f"http://127.0.0.1:{port}"
        self.start("prometheus", [
            "prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=prometheus",
            f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"])
        until("Prometheus", lambda: answers(f"{url}/-/ready"))
        return url

    def alertmanager(self):
        """An Alertmanager that tells nobody."""
        (port,) = free_ports(1)
        config = {"route": {"receiver": "nobody"}, "receivers": [{"name": "nobody"}]}
        (self.folder / "alertmanager.yml").write_text(json.dumps(config))
        url = f"http://127.0.0.1:{port}"
        self.start("alertmanager", [
            "prometheus-alertmanager", "--config.file=alertmanager.yml",
            "--storage.path=alertmanager", f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=", "--log.level=warn"])
        until("Alertmanager", lambda: answers(f"{url}/-/ready"))
        return url

    def haproxy(self, backends, rules=(), canary_weight=0):
        """HAProxy with one front port, which it returns, before backends of two servers each:
        {"app": (stable port, canary port)}. `rules` are (condition, backend) for requests that do
        not go to the last backend. Its control socket is haproxy.sock in the folder."""
        (port,) = free_ports(1)
        text = f"""global
    stats socket unix@./haproxy.sock mode 600 level admin
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 5s
frontend web
    bind 127.0.0.1:{port}
    default_backend {list(backends)[-1]}
"""
        for condition, backend in rules:
            text += f"    use_backend {backend} if {condition}\n"
        for name, (stable, canary) in backends.items():
            text += f"""backend {name}
    balance roundrobin
    option httpchk GET /healthz
    default-server check inter 250ms fall 2 rise 1
    timeout check 5s
    server stable 127.0.0.1:{stable} weight 100
    server canary 127.0.0.1:{canary} weight {canary_weight}
"""
        (self.folder / "haproxy.cfg").write_text(text)
        self.start("haproxy", ["haproxy", "-db", "-f", "haproxy.cfg"])
        until("HAProxy", lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        return port

    def weights(self, backend="app"):
        """The canary's and the stable server's weight, as HAProxy says them."""
        answer = ""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.folder / "haproxy.sock"))
            control.sendall(f"get weight {backend}/canary; get weight {backend}/stable\n".encode())
            while block := control.recv(4096):
                answer += block.decode()
        return tuple(int(line.split()[0]) for line in answer.splitlines() if "initial" in line)

    def postgres(self):
        """A PostgreSQL server with an empty database `team`; returns how to connect. It refuses to
        run as root, so that it runs as `nobody` there."""
        (port,) = free_ports(1)
        home = self.folder / "postgres"
        home.mkdir()
        prefix = []
        if os.geteuid() == 0:
            shutil.chown(home, "nobody")
            prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            for folder in (self.folder, *self.folder.parents):
                if not os.stat(folder).st_mode & 0o001:
                    folder.chmod(os.stat(folder).st_mode | 0o711)
        environment = {"LC_ALL": "C.UTF-8"}
        subprocess.run(
            [*prefix, "initdb", "-D", home / "data", "-U", "team", "--auth=trust", "--no-sync",
             "--encoding=UTF8"], cwd=home, check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "PATH": PATH, **environment})
        self.start("postgres", [
            *prefix, "postgres", "-D", str(home / "data"), "-p", str(port), "-k", str(home),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], environment=environment)
        place = f"postgresql://team@127.0.0.1:{port}"
        until("PostgreSQL", lambda: psql(f"{place}/postgres", "SELECT 1", check=False) == "1")
        psql(f"{place}/postgres", "CREATE DATABASE team")
        return f"{place}/team"


def psql(dsn, sql, check=True):
    """What the server answers to the SQL, a row a line; None where it fails and `check` is off."""
    ran = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", dsn], input=sql, text=True,
                         capture_output=True, env={**os.environ, "PATH": PATH}, check=False)
    if ran.returncode == 0:
        return ran.stdout.strip()
    if check:
        raise RuntimeError(f"psql: {ran.stderr}")
    return None
