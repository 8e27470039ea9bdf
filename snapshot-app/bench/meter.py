"""Time, CPU and bytes between two points."""

import resource
import time

COPYING = ('commit', 'rebase', 'create')  # the sub-commands of qemu-img whose bytes count


def io(path='/proc/self/io'):
    """The kernel's counters of bytes handed to read and write calls, with those of the children waited for."""
    with open(path) as f:
        counters = dict(line.split(': ') for line in f)
    return int(counters['rchar']), int(counters['wchar'])


def cpu():
    return sum(usage.ru_utime + usage.ru_stime
               for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


class Meter:
    """What this process and the children it waits for use within a with statement; `calls` are told to it."""

    def __enter__(self):
        self.processes = self.read = self.written = 0
        self.start = time.monotonic(), cpu()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu = time.monotonic() - self.start[0], cpu() - self.start[1]

    def call(self, words, run):
        """Runs a command by the function, and counts it: as a process, and its bytes if it is one that copies."""
        before = io()
        try:
            return run()
        finally:
            self.processes += 1
            if copies(words):
                after = io()
                self.read += after[0] - before[0]
                self.written += after[1] - before[1]

    def figures(self):
        return {'wall': self.wall, 'cpu': self.cpu, 'processes': self.processes,
                'read': self.read, 'written': self.written}


def copies(words):
    words = [str(word) for word in words]
    program = next((i for i, word in enumerate(words) if word.rpartition('/')[2] == 'qemu-img'), None)
    return program is not None and words[program + 1] in COPYING
