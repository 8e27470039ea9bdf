#!/usr/bin/python3
"""Cinder's NFS driver with attached volumes, which lets Nova do the work: pipeline_party.py ROOT NOVA

A command is a line on stdin, answered by a line of JSON:

    attach GUEST VOLUME...
    create VOLUME=SNAPSHOT...      all under one freeze, as `openstack server image create` of a volume-backed server
    delete VOLUME SNAPSHOT...      one after the other
"""

import json
import logging
import os
import sys
import threading
import types
import warnings
import xmlrpc.client

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '../../snapshot-qemuimg/src/test/python')]

import cinder_nfs_driver  # noqa: E402
from meter import Meter  # noqa: E402

SIZE = 1  # GiB


class Party:

    def __init__(self, root, address):
        self.address, self.guest = address, None
        self.harness = cinder_nfs_driver.Harness(root, False)
        self.harness.driver._nova = self
        self.harness.remotefs.db = types.SimpleNamespace(snapshot_get=lambda _, snapshot: self.nova.row(snapshot))

    @property
    def nova(self):
        """Of its own for each call, as they come from several threads."""
        return xmlrpc.client.ServerProxy(self.address, allow_none=True)

    # What the driver calls.

    def create_volume_snapshot(self, _, volume, info):
        self.nova.cast('snapshot_create', self.guest, volume, info)

    def delete_volume_snapshot(self, _, snapshot, info):
        self.nova.cast('snapshot_delete', self.guest, snapshot, info)

    # The commands.

    def attach(self, guest, *volumes):
        self.guest = guest
        for volume in volumes:
            row = self.harness.volume({'volume': volume, 'size': SIZE})
            row.status, row.attach_status = 'in-use', 'attached'
            row.volume_attachment = [cinder_nfs_driver.Row(connection_info={})]

    def create(self, *pairs):
        rows = dict(pair.split('=')[::-1] for pair in pairs)
        failures = []
        threads = [threading.Thread(target=self.create_one, args=(volume, snapshot, failures))
                   for snapshot, volume in rows.items()]
        self.nova.quiesce(self.guest)
        for snapshot in rows:
            self.nova.put(snapshot, 'creating', '0%')
        for thread in threads:
            thread.start()
        self.nova.unquiesce_after(self.guest, list(rows))
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def create_one(self, volume, snapshot, failures):
        try:
            self.harness.create_snapshot({'volume': volume, 'snapshot': snapshot})
            self.nova.put(snapshot, 'available', '100%')
        except Exception as e:
            self.nova.put(snapshot, 'error', '0%')
            failures.append(e)

    def delete(self, volume, *snapshots):
        for snapshot in snapshots:
            self.nova.put(snapshot, 'deleting', '0%')
            self.harness.delete_snapshot({'volume': volume, 'snapshot': snapshot})


def main():
    commands, answers = cinder_nfs_driver.take_stdio()
    warnings.simplefilter('ignore')
    logging.disable(logging.CRITICAL)
    party = Party(os.path.realpath(sys.argv[1]), *sys.argv[2:])

    def answer(obj):
        answers.write(json.dumps(obj) + '\n')
        answers.flush()

    answer({'directory': party.harness.directory})
    for line in commands:
        answer(attempt(party, *line.split()))
    party.harness.stop()


def attempt(party, what, *words):
    try:
        with Meter() as meter:
            getattr(party, what)(*words)
        return meter.figures()
    except Exception as e:
        return {'error': '%s: %s' % (type(e).__name__, e)}


if __name__ == '__main__':
    main()
