# SPDX-License-Identifier: Apache-2.0
"""Asks the internal endpoints, whose address relctl hands over with the plan's variables."""
import json
import os
import urllib.error
import urllib.request


def ask(method, path, body=None):
    """The status and the JSON answer."""
    request = urllib.request.Request(os.environ["RELCTL_API"] + path, method=method,
                                     data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, {}
