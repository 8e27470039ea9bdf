"""Keystone, served by one small process, with the users, roles, services and endpoints of a small cloud.

usage: identity.py CONFIG ADDRESS VOLUME_URL COMPUTE_URL

CONFIG's database is bootstrapped: it has the user admin. Everybody's password is "lab". The project "service" has the users
"cinder" and "nova", of role admin and service; the project "demo" has the users "demo" (member) and "admin".

Prints "ready PROJECT TOKEN EXPIRED" when it answers: demo's id, a token of admin for it, and one that has expired.
"""

import datetime
import http.server
import socketserver
import sys
import uuid
from wsgiref import simple_server

from keystone.common import provider_api
from keystone.server.flask import core
from oslo_utils import timeutils

API = provider_api.ProviderAPIs
DOMAIN = "default"
PASSWORD = "lab"
PORT = 5000
REGION = "RegionOne"


def new(**members):
    return {"id": uuid.uuid4().hex, "enabled": True, **members}


def project(name):
    ref = new(name=name, domain_id=DOMAIN, description="")
    return API.resource_api.create_project(ref["id"], ref)["id"]


def user(name):
    return API.identity_api.create_user(
        {"name": name, "domain_id": DOMAIN, "enabled": True, "password": PASSWORD})["id"]


def role(name):
    for known in API.role_api.list_roles():
        if known["name"] == name:
            return known["id"]
    ref = {"id": uuid.uuid4().hex, "name": name}
    return API.role_api.create_role(ref["id"], ref)["id"]


def grant(who, where, *names):
    for name in names:
        API.assignment_api.add_role_to_user_and_project(who, where, role(name))


def service(name, kind, url):
    ref = new(name=name, type=kind)
    API.catalog_api.create_service(ref["id"], ref)
    for interface in ("public", "internal", "admin"):
        endpoint = new(interface=interface, url=url, region_id=REGION, service_id=ref["id"])
        API.catalog_api.create_endpoint(endpoint["id"], endpoint)


def furnish(address, volume, compute):
    API.catalog_api.create_region({"id": REGION})
    service("keystone", "identity", f"http://{address}:{PORT}/v3")
    service("cinderv3", "volumev3", volume + "/%(project_id)s")
    service("cinder", "block-storage", volume + "/%(project_id)s")
    service("nova", "compute", compute)
    services, demo = project("service"), project("demo")
    for name in ("cinder", "nova"):
        grant(user(name), services, "admin", "service")
    grant(user("demo"), demo, "member")
    admin = API.identity_api.get_user_by_name("admin", DOMAIN)["id"]
    grant(admin, demo, "admin")
    return demo, admin


def token(who, where, life):
    expires = timeutils.utcnow() + datetime.timedelta(seconds=life)
    return API.token_provider_api.issue_token(
        who, ["password"], expires_at=expires.strftime("%Y-%m-%dT%H:%M:%S.000000Z"), project_id=where).id


class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True

    def server_bind(self):
        # The inherited one asks a name server for the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address
        self.setup_environ()


class Handler(simple_server.WSGIRequestHandler):
    def log_message(self, *what):
        http.server.BaseHTTPRequestHandler.log_message(self, *what)
        sys.stderr.flush()


def main():
    config, address, volume, compute = sys.argv[1:]
    del sys.argv[1:]  # Keystone would take them for options of its own
    application = core.initialize_application("public", config_files=[config])
    demo, admin = furnish(address, volume, compute)
    with Server((address, PORT), Handler) as server:
        server.set_app(application)
        print("ready", demo, token(admin, demo, 24 * 3600), token(admin, demo, -60), flush=True)
        server.serve_forever()


main()
