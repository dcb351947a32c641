# SPDX-License-Identifier: Apache-2.0
"""Runs a program with ptrace(2) and does something to it at its N-th system call, before the call.

strace counts calls by name and by process; here there is one count over the whole tree of
processes, so that N = 1, 2, 3 … is every place there is. A filter of seccomp(2) stops each call
once, at its entry: half as many stops as PTRACE_SYSCALL. Linux only; `Failing` knows x86-64 only.
"""
import ctypes
import os
import pathlib
import platform
import re
import signal
import struct

from workplace import Ran

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.restype = ctypes.c_long
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
TRACEME, CONT, SETOPTIONS, GET_SYSCALL_INFO = 0, 7, 0x4200, 0x420e
# TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, TRACESECCOMP, EXITKILL
OPTIONS = 2 | 4 | 8 | 16 | (1 << 7) | (1 << 20)
WALL = 0x40000000
EVENT_EXEC, EVENT_SECCOMP = 4, 7
COMMANDS = {6: "lock", 7: "lock", 37: "lock", 38: "lock", 0: "duplicate", 1030: "duplicate"}


class _Program(ctypes.Structure):
    """struct sock_fprog: one instruction, `return SECCOMP_RET_TRACE`."""
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


STOP_AT_CALLS = _Program(1, struct.pack("=HBBI", 0x06, 0, 0, 0x7ff00000))
NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2


def _become(argv, cwd, environment, output):
    """In the child: the program, once the tracer lets it go on."""
    try:
        os.chdir(cwd)
        for number, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), *output)):
            os.dup2(descriptor, number)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        LIBC.ptrace(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        LIBC.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        LIBC.prctl(SET_SECCOMP, FILTER, ctypes.byref(STOP_AT_CALLS), 0, 0)
        os.execve(argv[0], argv, environment)
    finally:
        os._exit(127)


def _ask(request, pid, address=None, value=None):
    return LIBC.ptrace(request, pid, address, value)


class Stops:
    """One run. `whom` says whose calls count: `tree` all, `root` the program's own, `step` those of
    the processes it starts. It `hangs` when its end has to come from outside, after `longest_s`."""

    def __init__(self, argv, cwd, environment, whom="tree", longest_s=10.0):
        self.whom, self.calls, self.struck = whom, 0, None
        self.longest_s, self.hangs = longest_s, False
        self.output = (os.memfd_create("out"), os.memfd_create("err"))
        self.root = os.fork()
        if self.root == 0:
            _become(argv, cwd, environment, self.output)
        self.alive, self.code, self.runs = {self.root}, None, False
        self.doom = None  # What a child gets that is seen only after kill_tree.
        self.info = ctypes.create_string_buffer(128)

    def run(self, at=0, strike=None):
        """Goes to the end. Before the call number `at` calls `strike(self, pid)`."""
        def over(*_):
            self.hangs = True
            self.kill_tree()
        before = signal.signal(signal.SIGALRM, over)
        signal.setitimer(signal.ITIMER_REAL, self.longest_s)
        try:
            return self._to_the_end(at, strike)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _to_the_end(self, at, strike):
        self._first()
        while True:  # A child may be seen only after all the others have ended.
            try:
                pid, status = os.waitpid(-1, WALL)
            except ChildProcessError:
                break
            if os.WIFSTOPPED(status):
                self._stopped(pid, status, at, strike)
            elif pid in self.alive:
                self.alive.discard(pid)
                if pid == self.root:
                    self.code = os.waitstatus_to_exitcode(status)
        return Ran(self.code if self.code is not None else -9, *map(self._read, self.output))

    def kill_tree(self, signal_number=signal.SIGKILL):
        self.doom = signal_number
        for pid in list(self.alive):
            self.kill(pid, signal_number)

    @staticmethod
    def kill(pid, signal_number=signal.SIGKILL):
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass

    def _first(self):
        pid, status = os.waitpid(self.root, WALL)
        assert os.WIFSTOPPED(status), status
        _ask(SETOPTIONS, pid, None, OPTIONS)
        _ask(CONT, pid)

    def _stopped(self, pid, status, at, strike):
        event, number = status >> 16, os.WSTOPSIG(status)
        deliver = 0
        if event == EVENT_SECCOMP and self.runs:
            self._at_call(pid, at, strike)
        elif event:  # A new child has its own first stop.
            self.runs = self.runs or event == EVENT_EXEC
        elif pid not in self.alive:
            self.alive.add(pid)  # The first stop of a child.
            if self.doom:
                self.kill(pid, self.doom)
        elif number != signal.SIGTRAP:
            deliver = number
        _ask(CONT, pid, None, deliver)

    def _at_call(self, pid, at, strike):
        """At the entry of a call."""
        if self.struck is not None or not self._counts(pid):
            return
        self.calls += 1
        if self.calls == at:
            self.struck = pid
            strike(self, pid)

    def _counts(self, pid):
        return self.whom == "tree" or (pid == self.root) == (self.whom == "root")

    @staticmethod
    def _read(descriptor):
        os.lseek(descriptor, 0, os.SEEK_SET)
        with os.fdopen(descriptor, "rb") as file:
            return file.read().decode("utf-8", "replace")


def call_names():
    """What each call's number is called, from the kernel's own header."""
    header = pathlib.Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if platform.machine() != "x86_64" or not header.exists():
        return {}
    found = re.findall(r"#define __NR_(\w+) (\d+)", header.read_text())
    return {int(number): name for name, number in found}


class Failing(Stops):
    """The `nth` call `name` of the program itself is not made and gives `error`; with `again`
    every later one too. With the error `SHORT` it is made, for half as many bytes. `names` are
    those of the calls that came, in order; of fcntl with its command. `was_loading`: the loader was
    at work, whose last call is its first munmap."""

    ORIGINAL, ANSWER, COUNT = 15 * 8, 10 * 8, 12 * 8  # Of struct user_regs_struct.
    SHORT = -1
    NO_CALL = ctypes.c_void_p(2 ** 64 - 1)
    POKEUSER = 6

    def __init__(self, argv, cwd, environment, name="", nth=0, error=0, again=False,
                 longest_s=10.0):
        super().__init__(argv, cwd, environment, longest_s=longest_s)
        self.name, self.nth, self.error, self.again = name, nth, error, again
        self.came, self.names, self.was_loading = 0, [], False
        self.others = set()  # What a child has become by execve is another program.
        self.known = call_names()

    def _stopped(self, pid, status, at, strike):
        if status >> 16 == EVENT_EXEC and pid != self.root:
            self.others.add(pid)
        super()._stopped(pid, status, at, strike)

    def _at_call(self, pid, at, strike):
        if pid in self.others:
            return
        _ask(GET_SYSCALL_INFO, pid, ctypes.sizeof(self.info), ctypes.addressof(self.info))
        name = self._name()
        self.names.append(name)
        self.came += int(name == self.name)
        if name == self.name and (self.came == self.nth or self.again and self.came > self.nth):
            self._refuse(pid)

    def _refuse(self, pid):
        self.was_loading = self.was_loading or "munmap" not in self.names
        if self.error != self.SHORT:
            _ask(self.POKEUSER, pid, self.ORIGINAL, self.NO_CALL)
            _ask(self.POKEUSER, pid, self.ANSWER, ctypes.c_void_p(2 ** 64 - self.error))
            return
        count = int.from_bytes(self.info.raw[48:56], "little")
        if count > 1:
            _ask(self.POKEUSER, pid, self.COUNT, ctypes.c_void_p(count // 2))

    def _name(self):
        number, _, command = (int.from_bytes(self.info.raw[at:at + 8], "little")
                              for at in (24, 32, 40))
        name = self.known.get(number, str(number))
        return f"{name} {COMMANDS.get(command, '')}".strip() if name == "fcntl" else name
