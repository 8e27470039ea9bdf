#!/usr/bin/python3
"""Drives Cinder's own NFS volume driver on a local directory, without database, message queue or mount.

    /usr/bin/python3 cinder_nfs_driver.py ROOT [--qcow2] [--log]

Needs Debian's python3-cinder and qemu-utils, and root. Only the database objects (volumes and
snapshots are made from the ids in the commands, so any directory can be worked on) and the mount
are faked; the driver, its locks and all its qemu-img calls are real. The volume directory is
ROOT/mnt/<md5 of the share>, lock files are in ROOT/state.

Answers {"ready": true, "directory": D}, then one JSON answer line for each JSON command line
on stdin: {"ok": true, ...} or {"error": <exception class>, "message": ...}. EOF ends it.

    {"do": "create_volume", "volume": V, "size": GIB}
    {"do": "delete_volume" | "connection" | "list", "volume": V}
    {"do": "create_snapshot" | "delete_snapshot" | "revert", "volume": V, "snapshot": S}
    {"do": "extend", "volume": V, "new_size": GIB}
    {"do": "volume_from_snapshot", "volume": V, "snapshot": S, "new_volume": N, "size": GIB}
    {"do": "clone", "volume": V, "new_volume": N, "size": GIB}
    {"do": "stats"}

"size" is the volume's, in GiB, and needed once for a volume which this process has not seen; with
"new_volume" it is the new one's (default: the source's; also taken for a source not seen before).
"format" sets the volume's admin_metadata format (default raw, with --qcow2 qcow2). "revert" with
"mixin": true runs the code that Cinder has for drivers with revert support, as the NFS driver has
none in Zed (plain "revert" answers NotImplementedError).
"""

import argparse
import contextlib
import json
import logging
import os
import sys
import types
import uuid
import warnings

SHARE = '127.0.0.1:/export'


def take_stdio():
    """Keeps the protocol's streams for us alone: whatever else writes to stdout goes to stderr."""
    commands = os.fdopen(os.dup(0), 'r', encoding='utf-8', errors='replace')
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return commands, answers


class Row(types.SimpleNamespace):
    """A database object: attributes, also by [] and get(); saving it does nothing."""

    def __getitem__(self, key):
        return getattr(self, key)

    def get(self, key, default=None):
        return getattr(self, key, default)

    def save(self):
        pass

    def destroy(self):
        pass

    def obj_as_admin(self):
        return contextlib.nullcontext()


class Harness:

    def __init__(self, root, qcow2):
        # Not at the top: it takes a second, and must not happen before take_stdio().
        from cinder import context, coordination, objects
        objects.register_all()  # the driver's modules need it
        from cinder.volume import configuration
        from cinder.volume.drivers import nfs, remotefs
        from oslo_config import cfg

        self.remotefs = remotefs
        self.context = context.get_admin_context()
        self.format = 'qcow2' if qcow2 else 'raw'
        self.volumes = {}

        base, state = os.path.join(root, 'mnt'), os.path.join(root, 'state')
        shares = os.path.join(root, 'shares.conf')
        os.makedirs(base, exist_ok=True)
        os.makedirs(state, exist_ok=True)
        with open(shares, 'w') as f:
            f.write(SHARE + '\n')

        cfg.CONF([], project='cinder', default_config_files=[], default_config_dirs=[])
        cfg.CONF.set_override('state_path', state)
        cfg.CONF.set_override('lock_path', state, 'oslo_concurrency')
        cfg.CONF.set_override('backend_url', 'file://' + state, 'coordination')
        settings = configuration.Configuration(nfs.NfsDriver.get_driver_options(),
                                               config_group=configuration.SHARED_CONF_GROUP)
        for option, value in (('nfs_mount_point_base', base),
                              ('nfs_shares_config', shares),
                              ('nfs_snapshot_support', True),
                              ('nfs_qcow2_volumes', qcow2),
                              ('nas_secure_file_operations', 'false'),
                              ('nas_secure_file_permissions', 'false'),
                              ('max_over_subscription_ratio', '1000.0')):
            cfg.CONF.set_override(option, value, configuration.SHARED_CONF_GROUP)
        coordination.COORDINATOR.start()
        self.stop = coordination.COORDINATOR.stop

        # The database: what the driver itself fetches or creates (extend; clone's temporary snapshot).
        objects.Volume = types.SimpleNamespace(get_by_id=lambda _, vid: self.volumes[vid])
        objects.Snapshot = self.temporary_snapshot

        self.driver = nfs.NfsDriver(configuration=settings)
        execute = self.driver._execute

        def local_execute(*cmd, **options):
            if cmd[0] == 'mount.nfs':  # do_setup wants to see it installed
                return '', ''
            if cmd[0] == 'du':  # its --exclude '*snapshot*' would also match a ROOT so named
                cmd, options = cmd[:-1] + ('.',), dict(options, cwd=cmd[-1])
            return execute(*cmd, **options)

        self.driver._execute = local_execute
        client = self.driver._remotefsclient
        client.mount = lambda share, *_: os.makedirs(client.get_mount_point(share), exist_ok=True)
        self.driver.do_setup(self.context)
        self.driver.check_for_setup_error()
        self.directory = client.get_mount_point(SHARE)

    def row(self, vid):
        return self.volumes.setdefault(vid, Row(
            id=vid, name='volume-' + vid, name_id=vid, size=None, status='available',
            attach_status='detached', volume_attachment=[], provider_location=SHARE, provider_id=None,
            encryption_key_id=None, volume_type=None, volume_type_id=None, metadata={},
            admin_metadata={'format': self.format}, obj_context=self.context))

    def volume(self, cmd, sized=True):
        vol = self.row(cmd['volume'])
        if 'new_volume' not in cmd or not vol.size:
            vol.size = cmd.get('size', vol.size)
        if sized and not vol.size:
            raise ValueError('size needed: volume %s is new to this process' % vol.id)
        if 'format' in cmd:
            vol.admin_metadata['format'] = cmd['format']
        return vol

    def new_volume(self, cmd, source):
        vol = self.row(cmd['new_volume'])
        vol.size = cmd.get('size', source.size)
        return vol

    def snapshot(self, sid, vol, status):
        return Row(id=sid, name='snapshot-' + sid, volume=vol, volume_id=vol.id, volume_size=vol.size,
                   display_name='', status=status, encryption_key_id=None,
                   obj_context=self.context, _context=self.context)

    def temporary_snapshot(self, context, volume_id, **columns):
        snap = self.snapshot(str(uuid.uuid4()), self.volumes[volume_id], None)
        vars(snap).update(columns, create=lambda: None)
        return snap

    # The commands.

    def create_volume(self, cmd):
        self.driver.create_volume(self.volume(cmd))

    def delete_volume(self, cmd):
        self.driver.delete_volume(self.volume(cmd, sized=False))
        del self.volumes[cmd['volume']]

    def create_snapshot(self, cmd):
        self.driver.create_snapshot(self.snapshot(cmd['snapshot'], self.volume(cmd), 'creating'))

    def delete_snapshot(self, cmd):
        self.driver.delete_snapshot(self.snapshot(cmd['snapshot'], self.volume(cmd, sized=False), 'deleting'))

    def list(self, cmd):
        vol, drv = self.volume(cmd, sized=False), self.driver
        active = drv.get_active_image_from_info(vol)
        chain = drv._get_backing_chain_for_path(vol, os.path.join(drv._local_volume_dir(vol), active))
        return {'info': drv._read_info_file(drv._local_path_volume_info(vol), empty_if_missing=True),
                'active': active, 'chain': [image['filename'] for image in chain]}

    def revert(self, cmd):
        vol = self.volume(cmd)
        snap = self.snapshot(cmd['snapshot'], vol, 'restoring')
        vol.status = 'reverting'
        try:
            if cmd.get('mixin'):
                self.remotefs.RevertToSnapshotMixin._revert_to_snapshot(self.driver, self.context, vol, snap)
            else:
                self.driver.revert_to_snapshot(self.context, vol, snap)
        finally:
            vol.status = 'available'

    def extend(self, cmd):
        vol = self.volume(cmd)
        self.driver.extend_volume(vol, cmd['new_size'])
        vol.size = cmd['new_size']

    def volume_from_snapshot(self, cmd):
        source = self.volume(cmd)
        self.driver.create_volume_from_snapshot(self.new_volume(cmd, source),
                                                self.snapshot(cmd['snapshot'], source, 'available'))

    def clone(self, cmd):
        source = self.volume(cmd)
        self.driver.create_cloned_volume(self.new_volume(cmd, source), source)

    def connection(self, cmd):
        return self.driver.initialize_connection(self.volume(cmd), {})['data']

    def stats(self, cmd):
        return self.driver.get_volume_stats(refresh=True)


COMMANDS = ('create_volume', 'delete_volume', 'create_snapshot', 'delete_snapshot', 'list', 'revert',
            'extend', 'volume_from_snapshot', 'clone', 'connection', 'stats')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('root')
    parser.add_argument('--qcow2', action='store_true', help='nfs_qcow2_volumes = True')
    parser.add_argument('--log', action='store_true', help="Cinder's warnings to stderr")
    args = parser.parse_args()
    commands, answers = take_stdio()
    warnings.simplefilter('ignore')
    if not args.log:
        logging.disable(logging.CRITICAL)

    def answer(obj):
        answers.write(json.dumps(obj) + '\n')
        answers.flush()

    def failure(e):
        return {'error': type(e).__name__, 'message': str(e)}

    try:
        harness = Harness(os.path.realpath(args.root), args.qcow2)
    except Exception as e:
        answer(failure(e))
        return 1
    answer({'ready': True, 'directory': harness.directory})
    for line in commands:
        if not line.strip():
            continue
        try:
            cmd = json.loads(line)
            if cmd['do'] not in COMMANDS:
                raise ValueError('unknown command ' + cmd['do'])
            answer({'ok': True, **(getattr(harness, cmd['do'])(cmd) or {})})
        except Exception as e:
            answer(failure(e))
    harness.stop()
    return 0


if __name__ == '__main__':
    sys.exit(main())
