#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One version of the service behind the canary's weights: app.py PORT VERSION."""
import sys

import service

version = sys.argv[2]
service.serve(int(sys.argv[1]), version, service.Counters(),
              lambda *_: (200, f"{version} ok\n"))
