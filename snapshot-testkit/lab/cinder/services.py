"""Cinder's API, scheduler and volume service in one process, without a message broker.

usage: services.py CONFIG [PORT]      without PORT the system chooses one

Prints "ready PORT" when the scheduler has heard of the back end.
"""

import eventlet

eventlet.monkey_patch()

import sys

from cinder import context, coordination, objects, rpc, service, version
from cinder.cmd import volume as _registers_options  # noqa: F401
from cinder.common import config
from cinder.scheduler import rpcapi
from oslo_config import cfg
from oslo_log import log
from oslo_service import service as launching

CONF = cfg.CONF


def announce(api):
    scheduler = rpcapi.SchedulerAPI()
    while not scheduler.get_pools(context.get_admin_context(), {}):
        eventlet.sleep(0.05)
    print(f"ready {api.port}", flush=True)


def main():
    objects.register_all()
    CONF(["--config-file", sys.argv[1]], project="cinder", version=version.version_string())
    CONF.set_override("osapi_volume_listen_port", int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    log.setup(CONF, "cinder")
    config.set_middleware_defaults()
    rpc.init(CONF)
    coordination.COORDINATOR.start()
    launcher = launching.ServiceLauncher(CONF)
    launcher.launch_service(service.Service.create(binary="cinder-scheduler"))
    for backend in CONF.enabled_backends:
        launcher.launch_service(
            service.Service.create(
                binary="cinder-volume", host=f"{CONF.host}@{backend}", service_name=backend, coordination=True))
    api = service.WSGIService("osapi_volume")
    launcher.launch_service(api)
    eventlet.spawn(announce, api)
    launcher.wait()


main()
