#!/usr/bin/python3
"""Nova's own libvirt driver and the loop of its compute manager, as XML-RPC on the loopback: nova_party.py URI STATE

Monkey-patched as nova-compute is. Faked: the instance, the refresh of its connections, and Cinder's API, whose database
is a dictionary here. Prints a line of JSON with its address.
"""

import os

os.environ.pop('OS_NOVA_DISABLE_EVENTLET_PATCHING', None)
import nova.monkey_patch  # noqa: E402,F401  first of all, as in nova-compute

import json  # noqa: E402
import logging  # noqa: E402
import socketserver  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import types  # noqa: E402
from xmlrpc.server import SimpleXMLRPCServer  # noqa: E402

import eventlet  # noqa: E402
import nova.conf  # noqa: E402
from nova import context, objects  # noqa: E402
from nova.compute import manager  # noqa: E402
from nova.virt import virtapi  # noqa: E402
from nova.virt.libvirt import driver  # noqa: E402


class Volumes:
    """What Nova knows of Cinder: the rows of snapshots."""

    def __init__(self):
        self.rows = {}

    def update_snapshot_status(self, _, snapshot, status):
        """As Cinder's API does: Nova's news only change the progress."""
        self.rows.setdefault(snapshot, {}).update(progress='90%', status=status)

    def get_snapshot(self, _, snapshot):
        return self.rows[snapshot]


class Compute:
    """The methods that are called from outside."""

    def __init__(self, uri, state):
        nova.conf.CONF([], project='nova', default_config_files=[])
        nova.conf.CONF.set_override('virt_type', 'qemu', 'libvirt')
        nova.conf.CONF.set_override('connection_uri', uri, 'libvirt')
        nova.conf.CONF.set_override('state_path', state)
        nova.conf.CONF.set_override('instances_path', state)
        objects.register_all()
        self.context, self.volumes = context.get_admin_context(), Volumes()
        self.driver = driver.LibvirtDriver(virtapi.VirtAPI())
        self.driver._host.initialize()
        self.driver._volume_api = self.volumes
        self.driver._volume_refresh_connection_info = lambda *_: None
        self.busy = 0.0

    def instance(self, guest):
        image = objects.ImageMeta.from_dict({'properties': {'hw_qemu_guest_agent': 'yes'}})
        return types.SimpleNamespace(uuid=guest, name='bench', image_meta=image)

    def quiesce(self, guest):
        instance = self.instance(guest)
        self.driver.quiesce(self.context, instance, instance.image_meta)

    def unquiesce(self, guest):
        instance = self.instance(guest)
        self.driver.unquiesce(self.context, instance, instance.image_meta)

    def unquiesce_after(self, guest, snapshots):
        """As the compute manager's unquiesce_instance."""
        mapping = [{'source_type': 'snapshot', 'snapshot_id': snapshot} for snapshot in snapshots]
        manager.ComputeManager._wait_for_snapshots_completion(
            types.SimpleNamespace(volume_api=self.volumes), self.context, mapping)
        self.unquiesce(guest)

    def create(self, guest, volume, file, snapshot):
        """The driver alone; nobody in Cinder is waited for."""
        self.volumes.update_snapshot_status = lambda _, snapshot, __: self.put(snapshot, 'available', '100%')
        try:
            self.snapshot_create(guest, volume, {'type': 'qcow2', 'new_file': file, 'snapshot_id': snapshot})
        finally:
            del self.volumes.update_snapshot_status

    def snapshot_create(self, guest, volume, info):
        self.driver.volume_snapshot_create(self.context, self.instance(guest), volume, info)

    def snapshot_delete(self, guest, snapshot, info):
        began = time.monotonic()
        self.driver.volume_snapshot_delete(self.context, self.instance(guest), info['volume_id'], snapshot, info)
        self.busy += time.monotonic() - began

    def cast(self, method, *arguments):
        """As from a queue: the answer comes before the work."""
        eventlet.spawn_n(getattr(self, method), *arguments)

    def put(self, snapshot, status, progress):
        self.volumes.rows[snapshot] = {'status': status, 'progress': progress}

    def row(self, snapshot):
        return self.volumes.rows[snapshot]

    def take_busy(self):
        """The seconds in which it deleted, since the last time it was asked."""
        busy, self.busy = self.busy, 0.0
        return busy


class Server(socketserver.ThreadingMixIn, SimpleXMLRPCServer):
    daemon_threads = True


def main():
    logging.disable(logging.CRITICAL)
    server = Server(('127.0.0.1', 0), logRequests=False, allow_none=True)
    server.register_instance(Compute(*sys.argv[1:]))
    print(json.dumps({'address': 'http://127.0.0.1:%d' % server.server_address[1]}), flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
