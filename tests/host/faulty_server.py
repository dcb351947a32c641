# SPDX-License-Identifier: Apache-2.0
"""A server that misbehaves on purpose, for the tests of lib/host.

Prints its pid, its HTTP port and its HTTPS port on one line, then one more HTTPS port for each
further argument NAME. The first argument is a folder with cert.pem, NAME.pem and key.pem; the port
of the NAME `old` speaks TLS 1.1 at most. The first segment of a path is one behaviour, see
`behaviours`. Ends by itself after five minutes.
"""
import collections
import json
import os
import signal
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import warnings
import zlib

asked = collections.Counter()


def head(status, *lines):
    text = "\r\n".join([f"HTTP/1.1 {status} X", *lines, "Connection: close"])
    return (text + "\r\n\r\n").encode()


def answer(sock, body, status=200, kind="application/json"):
    body = body.encode()
    sock.sendall(head(status, f"Content-Type: {kind}", f"Content-Length: {len(body)}") + body)


def redirect(sock, to):
    sock.sendall(head(302, f"Location: {to}", "Content-Length: 0"))


def slow_headers(sock):
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        sock.sendall(b"x")
        time.sleep(0.05)


def slow_body(sock):
    sock.sendall(head(200, "Content-Length: 1000"))
    while True:
        sock.sendall(b"x")
        time.sleep(0.05)


def endless(sock):
    sock.sendall(head(200, "Transfer-Encoding: chunked"))
    piece = b"x" * 65536
    while True:
        sock.sendall(b"10000\r\n" + piece + b"\r\n")


def repeated(sock, first, piece):
    sock.sendall(first)
    while True:
        sock.sendall(piece)


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_within(sock):
    sock.sendall(head(200, "Content-Length: 1000") + b"half of it")
    time.sleep(0.2)
    reset(sock)


def gzip_bomb(sock):
    """Half a GiB of zeros in half a MiB: gzip files may follow each other."""
    packed = zlib.compressobj(9, wbits=31)
    body = (packed.compress(bytes(1 << 20)) + packed.flush()) * 500
    sock.sendall(head(200, "Content-Type: application/json", "Content-Encoding: gzip",
                      f"Content-Length: {len(body)}") + body)


def prometheus(sock, request):
    """One series with the value 0.001 at the time that was asked."""
    asked_of = request.split(" ")[1]
    times = urllib.parse.parse_qs(urllib.parse.urlsplit(asked_of).query).get("time", ["0"])
    answer(sock, PROMETHEUS % times[0])


PROMETHEUS = ('{"status":"success","data":{"resultType":"vector","result":'
              '[{"metric":{},"value":[%s,"0.001"]}]}}')
CHUNKED = head(200, "Content-Type: application/json", "Transfer-Encoding: chunked")


def echo(sock, request):
    lines, _, body = request.partition("\r\n\r\n")
    first, *headers = lines.split("\r\n")
    answer(sock, json.dumps({"first": first, "headers": headers, "body": body}))


behaviours = {
    "/ok": lambda sock: answer(sock, '{"ok": true}'),
    "/html": lambda sock: answer(sock, "<html>Login</html>", kind="text/html"),
    "/redirect": lambda sock: redirect(sock, "/ok"),
    "/loop": lambda sock: redirect(sock, "/loop"),
    "/tofile": lambda sock: redirect(sock, "file:///etc/passwd"),
    "/toftp": lambda sock: redirect(sock, "ftp://127.0.0.1/x"),
    "/slowheaders": slow_headers,
    "/slowbody": slow_body,
    "/endless": endless,
    "/declared": lambda sock: sock.sendall(head(200, "Content-Length: 1000000000000")),
    "/cutchunk": lambda sock: sock.sendall(CHUNKED + b"1000\r\n{\"status\":"),
    "/badchunk": lambda sock: sock.sendall(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "/cutjson": lambda sock: sock.sendall(head(200) + PROMETHEUS[:60].encode()),
    "/otherjson": lambda sock: answer(sock, '{"items": [], "next": null}'),
    "/bomb": gzip_bomb,
    "/resetwithin": reset_within,
    "/continue": lambda sock: repeated(sock, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/endlessheaders": lambda sock: repeated(sock, b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"),
    "/short": lambda sock: sock.sendall(head(200, "Content-Length: 100") + b"only this"),
    "/nothing": lambda sock: None,
    "/reset": reset,
    "/garbage": lambda sock: sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/bigheaders": lambda sock: sock.sendall(head(200, *["X-Big: " + "x" * 4000] * 100)),
    "/binary": lambda sock: sock.sendall(head(200) + b"a\x00b\x1b[31m\xff"),
}


def serve(sock, request):
    path = request.split(" ")[1]
    asked[path] += 1
    first = "/" + path.split("/")[1].split("?")[0]
    if first in behaviours:
        behaviours[first](sock)
    elif first == "/prometheus":
        prometheus(sock, request)
    elif first == "/to":  # /to/STATUS/URL in percents: redirects there.
        status, place = path[4:].split("/")[:2]
        sock.sendall(head(int(status), f"Location: {urllib.parse.unquote(place)}",
                          "Content-Length: 0"))
    elif path.startswith("/status/"):
        answer(sock, '{"error": "as asked"}', int(path.split("/")[2]))
    elif path.startswith("/sleep/"):
        time.sleep(int(path[7:].split("?")[0].split("/")[0]) / 1000)
        answer(sock, path)
    elif path.startswith("/count/"):
        answer(sock, str(asked[path[6:]]))
    elif path.startswith("/say/"):
        answer(sock, urllib.parse.unquote(path[5:].split("/api/")[0]))
    elif path.startswith("/echo"):
        echo(sock, request)


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.request.recv(65536)
            if not piece:
                return
            data += piece
            if data[0] == 0x16:  # A TLS greeting.
                return self.request.sendall(head(400))
        text = data.decode("latin-1")
        head_text, _, body = text.partition("\r\n\r\n")
        for line in head_text.split("\r\n"):
            if line.lower().startswith("content-length:"):
                while len(body) < int(line.split(":")[1]):
                    body += self.request.recv(65536).decode("latin-1")
        serve(self.request, head_text + "\r\n\r\n" + body)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    context = None

    def get_request(self):
        sock, address = super().get_request()
        if self.context:
            sock = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return sock, address

    def shutdown_request(self, request):
        # The default says goodbye first, and /reset must not.
        self.close_request(request)

    def handle_error(self, request, client_address):
        pass


signal.alarm(300)
plain = Server(("127.0.0.1", 0), Handler)
ports = [plain.server_address[1]]
for name in ["cert", *sys.argv[2:]]:
    secure = Server(("127.0.0.1", 0), Handler)
    secure.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "old":
        secure.context.set_ciphers("ALL:@SECLEVEL=0")
        warnings.simplefilter("ignore")  # Python says that it is deprecated, and so it is.
        secure.context.minimum_version = ssl.TLSVersion.TLSv1
        secure.context.maximum_version = ssl.TLSVersion.TLSv1_1
    secure.context.load_cert_chain(f"{sys.argv[1]}/{name}.pem", f"{sys.argv[1]}/key.pem")
    threading.Thread(target=secure.serve_forever, daemon=True).start()
    ports.append(secure.server_address[1])
print(os.getpid(), *ports, flush=True)
plain.serve_forever()
