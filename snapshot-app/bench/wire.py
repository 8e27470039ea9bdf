#!/usr/bin/python3
"""A relay in front of libvirtd's socket, which notes what passes: wire.py LISTEN LIBVIRTD

A command is a line on stdin, answered by a line of JSON: `reset`, `report`. So all parties' calls are counted and timed in
the same way, whatever library they use. The numbers are those of libvirt's public protocol (remote_protocol.x).
"""

import collections
import json
import os
import socket
import struct
import sys
import threading
import time

HEADER = struct.Struct('>IIIIIII')  # length, program, version, procedure, type, serial, status
LIBVIRT, QEMU = 0x20008086, 0x20008087
CALL, REPLY, EVENT = 0, 1, 2
AGENT = 'qemu agent command'
SNAPSHOT, JOB_INFO, FREEZE = 185, 238, 335
JOBS = {290: 'commit', 266: 'rebase', 240: 'pull'}
BLOCK_JOB_EVENTS = (241, 326, 339)


class Notes:
    """Intervals in which libvirt or QEMU were at work for somebody."""

    def __init__(self):
        self.lock = threading.Lock()
        self.reset()

    def reset(self):
        with self.lock:
            self.calls, self.intervals, self.open, self.jobs = collections.Counter(), [], {}, []

    def note(self, connection, program, procedure, kind, serial, now):
        with self.lock:
            if program == LIBVIRT and kind == EVENT and procedure in BLOCK_JOB_EVENTS:
                self.intervals += [(start, now) for start in self.jobs]
                self.jobs = []
            elif program not in (LIBVIRT, QEMU):
                return  # keepalive
            elif kind == CALL:
                self.calls[procedure if program == LIBVIRT else AGENT] += 1
                self.open[connection, serial] = now
            elif kind == REPLY and (connection, serial) in self.open:
                self.intervals.append((self.open.pop((connection, serial)), now))
                if program == LIBVIRT and procedure in JOBS:
                    self.jobs.append(now)

    def report(self):
        with self.lock:
            busy, periods, end = 0, 0, 0
            for first, last in sorted(self.intervals):
                busy += max(0, last - max(first, end))
                periods += first > end
                end = max(end, last)
            by_number = {str(procedure): count for procedure, count in self.calls.most_common()}
            return {'by number': by_number, 'calls': sum(self.calls.values()), 'snapshot calls': self.calls[SNAPSHOT],
                    'block jobs': sum(self.calls[job] for job in JOBS), 'job looks': self.calls[JOB_INFO],
                    'freezes': self.calls[FREEZE], 'busy': busy, 'periods': periods}


def pump(source, sink, connection, notes):
    """Passes bytes on at once, and reads the headers afterwards."""
    rest = b''
    try:
        while data := source.recv(1 << 16):
            now = time.monotonic()
            sink.sendall(data)
            rest += data
            while len(rest) >= HEADER.size:
                length, program, _, procedure, kind, serial, _ = HEADER.unpack_from(rest)
                if len(rest) < length:
                    break
                notes.note(connection, program, procedure, kind, serial, now)
                rest = rest[length:]
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def accept(listener, libvirtd, notes):
    number = 0
    while True:
        client, _ = listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(libvirtd)
        number += 1
        for ends in ((client, server), (server, client)):
            threading.Thread(target=pump, args=(*ends, number, notes), daemon=True).start()


def hurry():
    """What it takes to pass a message on must not grow with what else runs."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        os.nice(-20)


def main():
    hurry()
    listen, libvirtd = sys.argv[1:]
    notes = Notes()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(listen)
    listener.listen(16)
    threading.Thread(target=accept, args=(listener, libvirtd, notes), daemon=True).start()
    print(json.dumps({'socket': os.path.abspath(listen)}), flush=True)
    for line in sys.stdin:
        answer = notes.report()
        if line.strip() == 'reset':
            notes.reset()
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
