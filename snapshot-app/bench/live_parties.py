"""Who works on the guest: each `create` and `delete` answers figures, the time among them."""

import json
import os
import threading
import xmlrpc.client

import libvirt

import chains
import guests
import parties
from meter import Meter

HERE = os.path.dirname(os.path.abspath(__file__))


class Library(parties.Jvm):
    name, has_record, at_one_instant = 'library', True, True

    def __init__(self, app, java, uri, log):
        super().__init__(app, java, 'Live', log, uri, os.path.join(app.directory, 'state'))

    def create(self, _, disks, number):
        targets = [disk.target for disk in disks]
        return self.ask('create', guests.NAME, chains.snapshot(number), *targets)

    def delete(self, _, disk, numbers):
        return self.ask('delete', guests.NAME, disk.target, *map(chains.snapshot, numbers))


class CommandLine(parties.Launcher):
    at_one_instant = True

    def __init__(self, app, uri, log):
        super().__init__(app, log)
        self.place = ['--output=json', '--connect=' + uri, '--domain=' + guests.NAME]

    def create(self, _, disks, number):
        targets = ['--disk=' + disk.target for disk in disks]
        with Meter() as meter:
            answer = json.loads(self.run(['snapshot', 'create', *self.place, *targets, '--quiesce=require',
                                          '--id=' + chains.snapshot(number)]))
        return {'wall': meter.wall, 'frozen': answer['frozen-ms'] / 1000}

    def delete(self, _, disk, numbers):
        with Meter() as meter:
            self.run(['snapshot', 'delete', *self.place, '--disk=' + disk.target, *map(chains.snapshot, numbers)])
        return {'wall': meter.wall}


class NovaProcess(parties.Server):
    """Nova's driver, for itself and for the pipeline."""

    def __init__(self, uri, state, log):
        super().__init__(['/usr/bin/python3', '-B', os.path.join(HERE, 'nova_party.py'), uri, state], log)
        self.address = self.answer()['address']


class Nova:
    """The driver alone: a call for each disk, each with a freeze of its own. The overlays are there before."""

    name, has_record, at_one_instant = 'Nova driver', False, False

    def __init__(self, process):
        self.driver = xmlrpc.client.ServerProxy(process.address, allow_none=True)

    def create(self, guest, disks, number):
        for disk in disks:
            chains.create_overlay(disk.path(number + 1), disk.names[number], 'qcow2' if number else 'raw')
        with Meter() as meter:
            for disk in disks:
                self.driver.create(guest.id, disk.volume, disk.names[number + 1], disk.volume)
        return {'wall': meter.wall}


class Pipeline(parties.Server):
    """Cinder, and Nova for it; for several disks the path of a volume-backed server, under one freeze."""

    name, has_record, at_one_instant = 'pipeline', True, True

    def __init__(self, root, nova, log):
        super().__init__(['/usr/bin/python3', '-B', os.path.join(HERE, 'pipeline_party.py'), root, nova.address], log)
        self.store = self.answer()['directory']
        self.driver = xmlrpc.client.ServerProxy(nova.address, allow_none=True)

    def attach(self, guest):
        self.ask('attach', guest.id, *(disk.volume for disk in guest.disks))

    def create(self, guest, disks, number):
        # Cinder knows a snapshot by its id alone.
        return self.ask('create', *('%s=%s' % (disk.volume, chains.snapshot(number + 100 * disk.number))
                                    for disk in disks))

    def delete(self, guest, disk, numbers):
        self.driver.take_busy()
        figures = self.ask('delete', disk.volume, *map(chains.snapshot, numbers))
        return dict(figures, nova=self.driver.take_busy())


class ByHand:
    """The fewest libvirt calls that do it, by somebody who knows the guest's mount points and waits for events.

    No record, no lock, no proof, no deadline that thaws.
    """

    name, has_record, at_one_instant = 'by hand', False, True

    def __init__(self, uri):
        self.connection = libvirt.open(uri)
        self.ready, self.ended = threading.Event(), threading.Event()
        self.connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, self.job, None)

    def close(self):
        self.connection.close()

    def job(self, _, __, ___, ____, status, _____):
        {libvirt.VIR_DOMAIN_BLOCK_JOB_READY: self.ready}.get(status, self.ended).set()

    def create(self, guest, disks, number):
        domain = self.connection.lookupByUUIDString(guest.id)
        with Meter() as meter:
            for disk in disks:
                chains.create_overlay(disk.path(number + 1), disk.names[number], 'qcow2' if number else 'raw')
            xml = guests.snapshot_xml([(disk, disk.names[number + 1]) for disk in disks], guest.disks)
            domain.fsFreeze([disk.mount_point for disk in disks])
            try:
                domain.snapshotCreateXML(xml, guests.SNAPSHOT_FLAGS)
            finally:
                domain.fsThaw()
        return {'wall': meter.wall}

    def delete(self, guest, disk, numbers):
        """Snapshots that are neighbours, committed down."""
        domain = self.connection.lookupByUUIDString(guest.id)
        base, top = disk.path(numbers[0]), disk.path(numbers[-1] + 1)
        active = not os.path.exists(disk.path(numbers[-1] + 2))
        with Meter() as meter:
            self.ready.clear()
            self.ended.clear()
            if active:
                domain.blockCommit(disk.target, base, None, 0, libvirt.VIR_DOMAIN_BLOCK_COMMIT_ACTIVE)
                self.await_event(self.ready)
                domain.blockJobAbort(disk.target, libvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
            else:
                domain.blockCommit(disk.target, base, top, 0, libvirt.VIR_DOMAIN_BLOCK_COMMIT_RELATIVE)
                self.await_event(self.ended)
            for i in range(numbers[0], numbers[-1] + 1):
                os.unlink(disk.path(i + 1))
        return {'wall': meter.wall}

    @staticmethod
    def await_event(event):
        if not event.wait(60):
            raise parties.Failed('by hand: no event of the block job')
