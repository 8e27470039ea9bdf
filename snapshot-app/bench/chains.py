"""The prepared chains: templates that nobody works on, and a store in which they are laid out afresh for each run."""

import json
import os
import random
import shutil
import subprocess

MIB = 1 << 20
SIZE = 1 << 30
CLUSTER = 64 << 10
LAYERS = 32
PATTERNS = ('bare', 'scatter', 'hot', 'skew')
QEMU_IMG = '/usr/bin/qemu-img'


def clusters(pattern, layer):
    """The numbers of the clusters that a layer holds."""
    r = random.Random('%s-%d' % (pattern, layer))
    everywhere = range(SIZE // CLUSTER)
    if pattern == 'scatter':  # 16 MiB
        return r.sample(everywhere, 256)
    if pattern == 'hot':  # 16 MiB, three quarters of it within the same 48 MiB
        return r.sample(range(2000, 2768), 192) + r.sample(range(4096, len(everywhere)), 64)
    return r.sample(everywhere, {3: 2048, 6: 1024}.get(layer % 8, 32))  # skew: 128, 64 and 2 MiB


def snapshot(i):
    return '00000000-0000-4000-8000-%012x' % (0x100000 + i)


class Volume:
    """The files of a volume in the store, and in a template; file 0 is the base, file i+1 what follows snapshot i."""

    def __init__(self, volume, template, store):
        self.volume, self.template, self.store = volume, template, store
        self.names = ['volume-' + volume]
        self.names += ['%s.%s' % (self.names[0], snapshot(i)) for i in range(LAYERS)]

    def path(self, i):
        return os.path.join(self.store, self.names[i])

    def format(self, name):
        return 'raw' if name == self.names[0] else 'qcow2'

    def record(self, layers):
        """What the record says of a chain of the base and this many overlays."""
        record = {snapshot(i): self.names[i + 1] for i in range(layers)}
        return dict(record, active=self.names[layers])

    def read_chain(self, top=None):
        """The names in the chain, base first; nothing else of the volume is left in the store."""
        images = [name for name in os.listdir(self.store) if self.names[0] in name and not name.endswith('.info')]
        top = top or [name for name in self.names if name in images][-1]
        info = subprocess.run([QEMU_IMG, 'info', '-U', '--backing-chain', '--output=json',
                               '-f', self.format(top), top], cwd=self.store, capture_output=True, text=True, check=True)
        chain = [image['filename'] for image in json.loads(info.stdout)][::-1]
        require(sorted(chain) == sorted(images), 'images beside the chain: %s' % (set(images) ^ set(chain)))
        return chain

    def verify(self, kept, states, has_record, sample):
        """The chain in the store holds these snapshots and no other; returns it.

        `states` are the template's files that its images must read like; those at the places of `sample` are compared.
        """
        files = self.read_chain()
        require(len(files) == len(states), 'the chain has %d images, not %d' % (len(files), len(states)))
        if has_record:
            with open(self.path(0) + '.info') as f:
                record = json.load(f)
            expected = dict({snapshot(i): files[at + 1] for at, i in enumerate(kept)}, active=files[-1])
            require(record == expected, 'the record is not that of the chain')
        for at in sorted(sample):
            self.compare(states[at], files[at])
        return files

    def compare(self, state, file):
        result = subprocess.run(
            [QEMU_IMG, 'compare', '-U', '-f', self.format(self.names[state]), '-F', self.format(file),
             os.path.join(self.template, self.names[state]), os.path.join(self.store, file)],
            capture_output=True, text=True)
        require(result.returncode == 0, '%s: %s %s' % (file, result.stdout, result.stderr))


class Chain(Volume):
    """A volume that no guest has open, with snapshots 0 to 31, without any for `bare`."""

    def __init__(self, pattern, templates, store):
        super().__init__('00000000-0000-4000-9000-%012x' % PATTERNS.index(pattern), os.path.join(templates, pattern), store)
        self.pattern, self.layers = pattern, 0 if pattern == 'bare' else LAYERS

    def build(self):
        os.mkdir(self.template)
        files = [os.path.join(self.template, name) for name in self.names]
        write_base(files[0])
        for i in range(self.layers):
            create_overlay(files[i + 1], self.names[i], 'qcow2' if i else 'raw')
            script = ''.join('write -q -P %d %d %d\n' % (i + 1, number * CLUSTER, CLUSTER)
                             for number in clusters(self.pattern, i))
            subprocess.run(['qemu-io', '-f', 'qcow2', '-t', 'unsafe', files[i + 1]], input=script, text=True,
                           stdout=subprocess.DEVNULL, check=True)
        if self.layers:
            with open(files[0] + '.info', 'w') as f:
                json.dump(self.record(self.layers), f, indent=1, sort_keys=True)
        for file in os.listdir(self.template):
            sync(os.path.join(self.template, file))

    def lay_out(self):
        """Makes the store's files those of the template again, all of it on the disk; copies only what was changed."""
        shutil.rmtree(os.path.join(self.store, '.chainsmith'), ignore_errors=True)
        wanted = {entry.name: identity(entry) for entry in os.scandir(self.template)}
        there = {entry.name: identity(entry) for entry in os.scandir(self.store) if self.names[0] in entry.name}
        for name in there:
            if there[name] != wanted.get(name):
                os.unlink(os.path.join(self.store, name))
        changed = [name for name in wanted if there.get(name) != wanted[name]]
        if changed:
            subprocess.run(['cp', '-a', '--reflink=auto', *changed, self.store], cwd=self.template, check=True)
        for name in changed:
            sync(os.path.join(self.store, name))
        sync(self.store)

    def remove(self):
        for entry in os.scandir(self.store):
            if self.names[0] in entry.name:
                os.unlink(entry.path)

    def verify_after(self, deleted, created, has_record, thoroughly):
        """The chain in the store holds the states that are kept, and no other; some of them are compared whole."""
        if created:
            states, kept = [0] * (LAYERS + 1), range(LAYERS)
        else:
            kept = [i for i in range(LAYERS) if i not in deleted]
            states = kept + [LAYERS]
        merged = [at for at, state in enumerate(states) if state - 1 in deleted]
        sample = {len(states) - 1, *merged[:1]}
        if thoroughly:
            sample |= {0, len(states) // 2, *merged[-1:], *(at - 1 for at in merged[:1] if at)}
        self.verify(kept, states, has_record, sample)


def write_base(path):
    """1 GiB, raw, with 256 pieces of data of 1 MiB."""
    r = random.Random(7)
    with open(path, 'wb') as f:
        f.truncate(SIZE)
        for i in range(256):
            f.seek(i * 4 * MIB)
            f.write(r.randbytes(MIB))


def create_overlay(path, backing, backing_format, run=lambda words: subprocess.run(words, check=True)):
    run([QEMU_IMG, 'create', '-q', '-f', 'qcow2', '-u', '-b', backing, '-F', backing_format, path, str(SIZE)])


def identity(entry):
    status = entry.stat(follow_symlinks=False)
    return status.st_size, status.st_mtime_ns, status.st_mode


def sync(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class WrongEndState(Exception):
    pass


def require(holds, fact):
    if not holds:
        raise WrongEndState(fact)
