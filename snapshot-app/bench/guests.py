"""A lab of the project's own, and a guest in it whose disks are volumes in the store."""

import base64
import contextlib
import glob
import json
import os
import shutil
import statistics
import subprocess
import threading
import time
import uuid
import xml.etree.ElementTree
import zlib

import libvirt
import libvirt_qemu

import chains
from chains import MIB, require
from parties import REPOSITORY, quietly, stop

LAB = os.path.join(REPOSITORY, 'snapshot-testkit/lab/lab')
NAME = 'bench'
PATIENCE = 90
BLOCK, CHECKSUM_AT = 4096, 4087  # of a record, as in guest/writer.c
DELTAS = 4  # files of the guest that are written over in turn
LARGEST_DELTA = 8  # MiB


def let_events_run():
    """Once in the process, before its first connection."""
    libvirt.registerErrorHandler(lambda *_: None, None)
    libvirt.virEventRegisterDefaultImpl()

    def loop():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=loop, daemon=True).start()


def lab(*words, **environment):
    return subprocess.run([LAB, *words], env=dict(os.environ, **environment), capture_output=True, text=True,
                          check=True).stdout


class Lab:
    """A libvirtd of its own, which ends, with its guests and its folder, when its stdin does."""

    def __init__(self, log):
        lab('guest')
        self.process = quietly([LAB, 'run'], log, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        answer = self.process.stdout.readline().split()
        if answer[:1] != ['ready']:
            self.close()
            raise RuntimeError('the lab cannot run; more in ' + log.name)
        self.socket = os.path.join(answer[1], 'run/libvirt-sock')

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            stop(self.process)


def uri(socket):
    return 'qemu+unix:///system?socket=' + socket


class Disk(chains.Volume):
    """A volume of the guest; nothing but the base, which is raw, when the guest starts."""

    def __init__(self, number, templates, store):
        # The guest sees no more than 20 characters of it.
        volume = '%08x-0000-4000-9000-000000000000' % (0xb0 + number)
        super().__init__(volume, os.path.join(templates, volume), store)
        self.number, self.target, self.seen_as = number, 'vd' + chr(ord('a') + number), volume[:20]

    @property
    def mount_point(self):
        return '/mnt/' + self.seen_as

    def lay_out(self, image):
        """The image as the base, and no more."""
        self.remove()
        subprocess.run(['cp', '--sparse=always', '--reflink=auto', image, self.path(0)], check=True)
        chains.sync(self.path(0))

    def files(self):
        return [entry.path for entry in os.scandir(self.store) if self.names[0] in entry.name]

    def remove(self):
        for file in self.files():
            os.unlink(file)
        forget_operations(self.store)

    def remove_overlays(self):
        for file in self.files():
            if file != self.path(0):
                os.unlink(file)
        forget_operations(self.store)

    def keep(self):
        """Makes the template: what the files are now."""
        shutil.rmtree(self.template, ignore_errors=True)
        os.makedirs(self.template)
        subprocess.run(['cp', '--sparse=always', '--reflink=auto', *self.files(), self.template], check=True)


def forget_operations(store):
    """Empties Chainsmith's logs, as those of its other files say nothing of what is over; the library has them open."""
    for file in glob.glob(os.path.join(store, '.chainsmith/*.log')):
        os.truncate(file, 0)


def empty_image(path):
    """1 GiB with an empty file system."""
    lab('disk', path, 'raw', str(chains.SIZE // MIB))


def filled_image(path, work):
    """1 GiB with a file system that holds 256 MiB of data, the files of the deltas included."""
    folder = os.path.join(work, 'content')
    os.makedirs(folder)
    for name, size in [('data', 256 - DELTAS * LARGEST_DELTA)] + [('delta%d' % i, LARGEST_DELTA) for i in range(DELTAS)]:
        with open(os.path.join(folder, name), 'wb') as f:
            for _ in range(size):
                f.write(os.urandom(MIB))
    with open(path, 'wb') as f:
        f.truncate(chains.SIZE)
    subprocess.run(['/sbin/mke2fs', '-q', '-F', '-t', 'ext4', '-J', 'size=4', '-d', folder,
                    '-E', 'root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0', path], check=True)
    shutil.rmtree(folder)


class Guest:
    """The guest, as its owner sees it: on a connection of its own, and through its agent."""

    def __init__(self, socket, disks, image, options=''):
        self.disks, self.image, self.options, self.id = disks, image, options, str(uuid.uuid4())
        self.connection = libvirt.open(uri(socket))

    def start(self):
        self.stop()
        for disk in self.disks:
            disk.lay_out(self.image)
        xml = lab('domain', NAME, *('%s=raw:%s' % (disk.volume, disk.path(0)) for disk in self.disks),
                  CHAINSMITH_GUEST_OPTIONS=self.options)
        self.domain = self.connection.defineXML(xml.replace('</name>', '</name><uuid>%s</uuid>' % self.id, 1))
        self.domain.create()
        self.process = find_process(self.id)
        self.wait('the agent', self.answers)
        if 'writer=off' not in self.options:
            self.wait('records', lambda: min(self.last().values()) > 20)

    def delay(self, relayed):
        """What a relay adds to the time of a call, while the guest does what it does: the median of many."""
        with contextlib.closing(libvirt.open(relayed)) as connection:
            domains = self.domain, connection.lookupByUUIDString(self.id)
            times = [[timed(domain.state) for domain in domains] for _ in range(300)]
        direct, through = map(statistics.median, zip(*times))
        return max(0, through - direct)

    def stop(self):
        for domain in self.connection.listAllDomains():
            if domain.isActive():
                domain.destroy()
            domain.undefine()

    def close(self):
        self.stop()
        self.connection.close()

    def wait(self, what, ready):
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end:
                raise RuntimeError('the guest: waited in vain for ' + what)
            time.sleep(0.05)

    def answers(self):
        try:
            self.agent('guest-ping', limit=2)
            return True
        except libvirt.libvirtError:
            return False

    def agent(self, what, limit=20, **arguments):
        command = json.dumps({'execute': what, 'arguments': arguments} if arguments else {'execute': what})
        return json.loads(libvirt_qemu.qemuAgentCommand(self.domain, command, limit, 0))['return']

    def sh(self, line):
        pid = self.agent('guest-exec', path='/bin/sh', arg=['-c', line], **{'capture-output': True})['pid']
        answer = {}

        def ended():
            answer.update(self.agent('guest-exec-status', pid=pid))
            return answer['exited']

        self.wait(line, ended)
        require(answer.get('exitcode') == 0, 'the guest: %s: %s' % (line, answer))
        return base64.b64decode(answer.get('out-data', '')).decode()

    # What it writes.

    def last(self):
        """The number of the last durable record on each disk."""
        lines = self.sh('cd /run/last && for f in *; do echo $f $(cat $f); done').split('\n')
        found = dict(line.split() for line in lines if len(line.split()) == 2)
        return {disk: int(found.get(disk.seen_as, 0)) for disk in self.disks}

    def last_anew(self):
        """As last(), when all disks have got further records, so that no older gap is still open."""
        now = self.last()
        self.wait('further records', lambda: all(number > now[disk] + 2 for disk, number in self.last().items()))
        return self.last()

    def longest_gap(self, disks, since):
        """Milliseconds in which one of these disks got no record."""
        self.last_anew()
        lines = self.sh('cat %s' % ' '.join('/run/gaps/' + disk.seen_as for disk in disks)).split('\n')
        gaps = [int(line.split()[2]) for line in lines if line and int(line.split()[0]) > since]
        return max(gaps, default=0) / 1000

    def write_delta(self, disk, number, mib):
        """Writes over a part of one of the files that are there."""
        self.sh('dd if=/dev/urandom of=%s/delta%d bs=1M count=%d conv=notrunc,fsync 2>&1'
                % (disk.mount_point, number % DELTAS, mib))

    def settle(self):
        """All that it has written is in the images, and it writes no more by itself."""
        self.sh('sync')
        self.domain.fsFreeze()
        self.domain.fsThaw()

    def written(self):
        """The bytes that its QEMU handed to write calls until now."""
        with open('/proc/%s/io' % self.process) as f:
            return int(dict(line.split(': ') for line in f)['wchar'])

    # Its chains.

    def chain(self, disk):
        """The files that QEMU has open for the disk, base first."""
        root = xml.etree.ElementTree.fromstring(self.domain.XMLDesc())
        layer = next(each for each in root.iter('disk') if each.find('target').get('dev') == disk.target)
        require(layer.find('mirror') is None, 'a block job is left on ' + disk.target)
        files = []
        while layer is not None and layer.find('source') is not None:
            files.insert(0, os.path.basename(layer.find('source').get('file')))
            layer = layer.find('backingStore')
        return files

    def snapshot(self, disk, number):
        """A snapshot by hand, with a record as Cinder keeps it."""
        name = disk.names[number + 1]
        chains.create_overlay(disk.path(number + 1), disk.names[number], 'qcow2' if number else 'raw')
        self.domain.snapshotCreateXML(snapshot_xml([(disk, name)], self.disks), SNAPSHOT_FLAGS)
        with open(disk.path(0) + '.info', 'w') as f:
            json.dump(disk.record(number + 1), f, indent=1, sort_keys=True)

    def flatten(self):
        """Back to the bases alone, with all that was written; a new start where a base is gone."""
        if any(self.chain(disk)[0] != disk.names[0] for disk in self.disks):
            self.start()
            return
        for disk in self.disks:
            if len(self.chain(disk)) > 1:
                self.domain.blockCommit(disk.target, disk.path(0), None, 0, libvirt.VIR_DOMAIN_BLOCK_COMMIT_ACTIVE)
                self.wait('an active commit', lambda: self.pivots(disk))
            disk.remove_overlays()

    def pivots(self, disk):
        try:
            self.domain.blockJobAbort(disk.target, libvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
            return True
        except libvirt.libvirtError as e:
            if e.get_error_code() == libvirt.VIR_ERR_BLOCK_COPY_ACTIVE:
                return False  # not ready
            raise


SNAPSHOT_FLAGS = (libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY
                  | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC)


def timed(call):
    start = time.monotonic()
    call()
    return time.monotonic() - start


def snapshot_xml(overlays, disks):
    """For libvirt: overlays that are there already, for some of the disks."""
    root = xml.etree.ElementTree.Element('domainsnapshot')
    parent = xml.etree.ElementTree.SubElement(root, 'disks')
    chosen = {disk: file for disk, file in overlays}
    for disk in disks:
        element = xml.etree.ElementTree.SubElement(
            parent, 'disk', name=disk.target, snapshot='external' if disk in chosen else 'no')
        if disk in chosen:
            element.set('type', 'file')
            xml.etree.ElementTree.SubElement(element, 'driver', type='qcow2')
            xml.etree.ElementTree.SubElement(element, 'source', file=os.path.join(disk.store, chosen[disk]))
    return xml.etree.ElementTree.tostring(root, 'unicode')


def find_process(guest):
    """Of the guest with this UUID; its number is another one within the lab."""
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            with open(path, 'rb') as f:
                words = f.read().split(b'\0')
        except OSError:
            continue  # it has ended
        if guest.encode() in words and b'qemu-system' in words[0]:
            return path.split('/')[2]
    raise RuntimeError('found no process of guest ' + guest)


def sealed_records(disk, work):
    """The numbers of the records in the base, oldest first; each has its checksum and none is missing."""
    file = os.path.join(work, 'records')
    lab('records', disk.path(0), 'raw', file)
    with open(file, 'rb') as f:
        ring = f.read()
    os.unlink(file)
    numbers = []
    for at in range(0, len(ring), BLOCK):
        block = ring[at:at + BLOCK]
        if block.startswith(b'seq='):
            require(int(block[CHECKSUM_AT:], 16) == zlib.crc32(block[:CHECKSUM_AT]), disk.target + ': a bad record')
            numbers.append(int(block[4:block.index(b' ')]))
    numbers.sort()
    require(numbers and numbers[-1] - numbers[0] + 1 == len(numbers), disk.target + ': a record is missing')
    return numbers


def needs_recovery(disk):
    """Whether the file system in the base was in use when the snapshot was taken."""
    told = subprocess.run(['/sbin/dumpe2fs', '-h', disk.path(0)], capture_output=True, text=True, check=True).stdout
    return 'needs_recovery' in told
