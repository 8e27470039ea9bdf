#!/usr/bin/python3
"""Cinder's NFS driver as a party of the benchmark `offline`: one volume directory, ROOT/mnt/<md5 of the share>.

A command is a line on stdin, answered by a line of JSON: create|delete|inspect VOLUME [SNAPSHOT...]
The harness of the tests sets the real driver up; here each command that Cinder runs is counted on top of it.
"""

import json
import logging
import os
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '../../snapshot-qemuimg/src/test/python')]

import cinder_nfs_driver  # noqa: E402
from meter import Meter  # noqa: E402

SIZE = 1  # GiB


class Party:

    def __init__(self, root):
        from oslo_concurrency import processutils
        execute = processutils.execute
        processutils.execute = lambda *cmd, **options: self.meter.call(cmd, lambda: execute(*cmd, **options))
        with Meter() as self.meter:
            self.harness = cinder_nfs_driver.Harness(root, False)

    def perform(self, what, volume, *snapshots):
        cmd = {'volume': volume, 'size': SIZE}
        with Meter() as self.meter:
            if what == 'inspect':
                row, driver = self.harness.volume(cmd), self.harness.driver
                active = driver.get_active_image_from_info(row)
                driver._get_backing_chain_for_path(row, os.path.join(driver._local_volume_dir(row), active))
            else:
                act = {'create': self.harness.create_snapshot, 'delete': self.harness.delete_snapshot}[what]
                for snapshot in snapshots:
                    act(dict(cmd, snapshot=snapshot))
        return self.meter.figures()


def main():
    commands, answers = cinder_nfs_driver.take_stdio()
    warnings.simplefilter('ignore')
    logging.disable(logging.CRITICAL)
    party = Party(os.path.realpath(sys.argv[1]))

    def answer(obj):
        answers.write(json.dumps(obj) + '\n')
        answers.flush()

    answer({'directory': party.harness.directory})
    for line in commands:
        answer(attempt(party, line.split()))
    party.harness.stop()


def attempt(party, words):
    try:
        return party.perform(*words)
    except Exception as e:
        return {'error': '%s: %s' % (type(e).__name__, e)}


if __name__ == '__main__':
    main()
