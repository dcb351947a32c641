# SPDX-License-Identifier: Apache-2.0
"""Goal 9: bad networks, with real peers. Whatever a source of metrics does, its reading is there
within the source's timeout and half a second, with the right cause and with words that say what to
do, relctl's memory stays small, and nothing is decided by it: the release holds and its way back
does not wait for it.
"""
import collections
import concurrent.futures
import os
import shutil
import sys
import threading
import time

import bad_network
import workplace

SKIPPED = 77
TIMEOUT_S, LATE_S, MEMORY_MIB = 1, 0.5, 32
SAMPLE_S = 1  # The first sample is taken a second after the observation began.
AT_ONCE, PATIENCE_S = 8, 20

PLAN = """\
relctl: 1
name: demo
roles: { owner: { title: Release Owner, members: [alice] } }
sources: { it: { KIND: "${URL}", timeout: TIMEOUTs CA } }
metrics: { errors: { source: it, query: "QUERY", unit: ratio, every: 1s, window: 1s } }
thresholds: { errors: { metric: errors, breach: "> 1%", then: THEN } }
"""
OBSERVED = 'observe: { samples: 1, every: 1s }\n'
RELEASED = """\
phases:
  - { id: p5, traffic: 5%, observe: 2s }
  - { id: full, traffic: 100%, observe: 2s }
rollback:
  steps: [ { id: back, run: [./step, back, "{{to}}"], idempotent: true } ]
  verify: [ { id: smoke, run: [./step, smoke, "{{to}}"], idempotent: true } ]
"""
QUERIES = {"prometheus": "rate(errors[1s])", "json": ".errors", "exposition": "errors",
           "alertmanager": "{}"}

Fault = collections.namedtuple(
    "Fault", "name url cause words kind ca under environment",
    defaults=("prometheus", False, (), {}))


def faults_of(network):
    """What ctest runs comes first. A cause of `good` means that it is none: the peer is odd, and
    the answer is read all the same."""
    at, secured, redirect = network.at, network.secured, network.redirect
    gateways, log = network.gateways, "look into"
    ftp = network.listener(16)
    network.ftp = ftp
    places = {"a file": "file:///etc/passwd", "ftp": "ftp://127.0.0.1:%d/" % ftp.getsockname()[1]}
    failed, late = "provider_error", "timeout"
    found = [
        Fault("black hole", at("", network.black_hole), late, "no connection to"),
        Fault("never answers", at("", network.silent), late, "no whole answer from"),
        Fault("endless body", at("endless"), failed, "larger than 1048576 bytes; ask for less"),
        Fault("gzip bomb", at("bomb"), failed, "is not a JSON object"),
        Fault("HTML with 200", at("html"), failed, "is the url that of a Prometheus server?"),
        Fault("expired certificate", secured("expired"), failed, "has expired; renew it", ca=True),
        Fault("cut chunk", at("cutchunk"), failed, log),
        Fault("no such name", "http://no-such-name.invalid", failed, "check the name and DNS"),
        Fault("refused", at("", network.closed), failed, "is the service up?"),
        Fault("reset", at("reset"), failed, "broke the connection off; " + log),
        Fault("reset within the body", at("resetwithin"), failed, log),
        Fault("closed without an answer", at("nothing"), failed, log),
        Fault("slow headers", at("slowheaders"), late, "no whole answer"),
        Fault("slow body", at("slowbody"), late, "no whole answer"),
        Fault("endless headers", at("endlessheaders"), failed, "too many headers"),
        Fault("endless interim answers", at("continue"), failed, "too many headers"),
        Fault("large headers", at("bigheaders"), failed, "too many headers"),
        Fault("a terabyte announced", at("declared"), failed, "ask for less"),
        Fault("other JSON", at("otherjson"), failed, "is the url that of a Prometheus server?"),
        Fault("cut JSON", at("cutjson"), failed, "not a whole one"),
        Fault("binary body", at("binary"), failed, "is the url that of a Prometheus server?"),
        Fault("short body", at("short"), failed, log),
        Fault("wrong chunk", at("badchunk"), failed, log),
        Fault("another protocol", at("garbage"), failed, "scheme and port"),
        Fault("redirect in a circle", at("loop"), failed, "give the source its final url"),
        *(Fault(f"redirect to {name}", redirect(place), failed, "give the source its final url")
          for name, place in places.items()),
        Fault("moved to https", redirect(secured("good"), 301), failed, "its final url"),
        Fault("not allowed", at("status/401"), failed, "credentials"),
        Fault("asked too often", at("status/429"), failed, "less often"),
        Fault("service failed", at("status/500"), failed, "look into the source's log"),
        Fault("service behind a gateway down", at("", gateways["gateway"]), failed,
              "look into the source's log"),
        Fault("self-signed certificate", secured("self-signed"), failed, "name it or its"),
        Fault("unknown authority", secured("good"), failed, "authority is unknown; name it"),
        Fault("certificate of another host", secured("other"), failed, "use that name", ca=True),
        Fault("certificate not yet valid", secured("early"), failed, "check the clock", ca=True),
        Fault("TLS 1.1", secured("old"), failed, "TLS 1.2 or newer", ca=True),
        Fault("https where http is", at("ok").replace("http:", "https:"), failed, "TLS 1.2"),
        Fault("http where https is", secured("good").replace("https:", "http:"), failed, log),
        Fault("handshake without end", at("", network.silent).replace("http:", "https:"), late,
              "no connection to"),
        Fault("HTTP/2 alone", f"https://127.0.0.1:{gateways['only']}/prometheus", failed, "; ",
              ca=True),
        Fault("HTTP/2 alone, without TLS", at("prometheus", gateways["clear"]), failed, "; "),
        Fault("HTTP/2 as well", f"https://127.0.0.1:{gateways['both']}/prometheus", "good", "",
              ca=True),
        Fault("proxy down", at("prometheus"), "good", "", environment=dict.fromkeys(
            ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"),
            at("", network.closed))),
        Fault("a page of metrics in HTML", at("html"), failed, "check the source's url",
              kind="exposition"),
        Fault("a page of metrics without end", at("endless"), failed, "ask for less",
              kind="exposition"),
        Fault("JSON in HTML", at("html"), failed, "no JSON", kind="json"),
        Fault("JSON without end", at("endless"), failed, "ask for less", kind="json"),
        Fault("alerts in HTML", at("html"), failed, "check the source's url",
              kind="alertmanager"),
    ]
    if dead := network.dead_names():
        found.append(Fault("name server that does not answer", "http://dead.example.com", late,
                           "check its name", under=dead))
    if os.geteuid() == 0:
        found.append(Fault("no network", at("prometheus"), failed, "check the address",
                           under=("unshare", "-n")))
    return found


def plan_for(fault, network, then, rest):
    authority = f', ca_file: "{network.file("ca.pem")}"' if fault.ca else ""
    return (PLAN.replace("KIND", fault.kind).replace("TIMEOUT", str(TIMEOUT_S))
            .replace(" CA", authority).replace("QUERY", QUERIES[fault.kind])
            .replace("THEN", then) + rest)


def measure(place, *words, under=()):
    """Exit code, wall seconds and most memory in MiB of relctl, and of what it started."""
    begun = time.monotonic()
    process = place.begin(*words, under=under)
    patience = threading.Timer(PATIENCE_S, process.kill)
    patience.start()
    _, status, used = os.wait4(process.pid, 0)
    patience.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - begun, used.ru_maxrss / 1024


def observe(findings, network, fault):
    """One sample of the source; how long its answer took, and the memory that it cost."""
    plan = plan_for(fault, network, "warn", OBSERVED)
    with workplace.Workplace(plan=plan, url="") as place:
        place.environment.update(URL=fault.url, **fault.environment)
        code, seconds, mib = measure(place, "observe", "plan.yaml", under=fault.under)
        said = (place.folder / "said").read_text()
        taken = [event for event in place.events() if event.kind == "ReadingsTaken"]
        if not findings.check(taken, f"{fault.name}: exit {code}: {said}"):
            return seconds, mib
        reading = taken[-1].body["readings"][0]  # A page is read at the beginning as well.
        took = (taken[-1].at_ms - reading["at_ms"]) / 1000
        detail = reading.get("detail", "")
        findings.check(reading.get("cause", "good") == fault.cause and fault.words in detail,
                       f"{fault.name}: {reading}")
        findings.check(fault.cause == "good" or "; " in detail,
                       f"{fault.name}: no advice: {detail}")
        findings.check(fault.cause == "good" or detail in said,
                       f"{fault.name}: the person is not told '{detail}': {said}")
        findings.check(code == (0 if fault.cause == "good" else 11), f"{fault.name}: exit {code}")
        findings.check(took <= TIMEOUT_S + LATE_S, f"{fault.name}: answered after {took:.2f} s")
        findings.check(mib <= MEMORY_MIB, f"{fault.name}: {mib:.1f} MiB")
        findings.count("faults")
        findings.most("longest answer s", took)
        findings.most("most memory MiB", mib)
        return seconds, mib


def release(findings, network, fault):
    """A phase over that source: held as long as one waits, and taken back without delay."""
    plan = plan_for(fault, network, "rollback", RELEASED)
    with workplace.Workplace(plan=plan, url="") as place:
        place.environment.update(URL=fault.url, **fault.environment)
        place.start()
        place.must("advance", "--to", "p5", codes=(0, 8, 11), under=fault.under)
        ran = place.relctl("advance", "--wait", "--timeout", "4s", under=fault.under)
        kinds = [event.kind for event in place.events()]
        findings.check("PhasePassed" not in kinds and "RollbackRequested" not in kinds,
                       f"{fault.name}: decided over no data: {ran}")
        findings.check(ran.seconds <= 4 + 2 * TIMEOUT_S, f"{fault.name}: waits on: {ran}")
        back = place.relctl("rollback", "-y", under=fault.under)
        kinds = [event.kind for event in place.events()]
        way = kinds[kinds.index("RollbackRequested"):] if "RollbackRequested" in kinds else []
        findings.check(back.code == 0 and "ReadingsTaken" not in way and back.seconds <= 5,
                       f"{fault.name}: {way}: {back}")
        findings.count("releases held")
        findings.most("longest way back s", back.seconds)


def main():
    given = workplace.options(__doc__, faults=(8, 1000), releases=(1, 1000))
    if not all(map(shutil.which, ("haproxy", "openssl", "faketime"))):
        print("needs haproxy, openssl and faketime", file=sys.stderr)
        sys.exit(SKIPPED)
    findings = workplace.Findings("9 networks", told=60)
    with bad_network.Network() as network, \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        control = Fault("control", network.at("prometheus"), "good", "")
        control_s, control_mib = observe(findings, network, control)
        findings.most("control MiB", control_mib)
        faults = faults_of(network)
        runs = [pool.submit(observe, findings, network, fault) for fault in faults[:given.faults]]
        bad = [fault for fault in faults if fault.cause != "good"]
        held = [pool.submit(release, findings, network, fault) for fault in bad[:given.releases]]
        for run in runs:
            findings.most("longest over control s", run.result()[0] - control_s)
        for run in held:
            run.result()
        network.ftp.setblocking(False)
        try:
            network.ftp.accept()
            findings.check(False, "ftp was asked")
        except BlockingIOError:
            pass
    findings.end()


if __name__ == "__main__":
    main()
