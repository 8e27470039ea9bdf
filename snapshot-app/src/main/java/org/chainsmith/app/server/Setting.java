package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** What can be set of the service: on the command line, in the environment, or in its configuration file. */
public enum Setting {
    LISTEN("127.0.0.1:8774", "Where to listen, HOST:PORT."),
    CONNECT("qemu:///system", "The hypervisor, as libvirt names it."),
    STATE_DIR("/var/lib/chainsmith/compute", "Where the service keeps what it was asked for."),
    AUTH("keystone", "Who may call: keystone (by token), tls (by certificate), noauth (anybody; only on loopback)."),
    ROLES("admin,service", "With keystone: a caller needs one of these roles."),
    TLS_CERTIFICATE(
            "", "The service's certificate, then those that lead to its authority: HTTPS. A file of PEM blocks."),
    TLS_KEY("", "The private key to it, PKCS #8 and not encrypted."),
    TLS_CLIENT_AUTHORITIES("", "With tls: who may vouch for callers. A file of PEM certificates."),
    TLS_CLIENTS("", "With tls: the callers, by the common names or DNS names of their certificates."),
    CINDER_ENDPOINT("", "Cinder's URL, such as http://volume:8776/v3; else from the catalog of the cloud in OS_*."),
    CINDER_TOKEN("", "The token for it."),
    QUIESCE("prefer", "Whether guests stand still for single snapshots: require, prefer, never."),
    FREEZE_SECONDS("5", "How long a guest may stand still."),
    RENDEZVOUS_SECONDS("120", "How long the members of a snapshot of several volumes are waited for."),
    LOCK_WAIT_SECONDS("30", "How long an operation waits for another one on the same volume."),
    CREATION_PATIENCE_SECONDS("480", "How long after its acceptance a snapshot is begun; Cinder waits for 600."),
    DELETION_PATIENCE_SECONDS("1200", "How long a merge that fails is begun anew; Cinder waits for 7200."),
    CREATIONS_AT_ONCE("16", "How many snapshots are taken at the same time."),
    DELETIONS_AT_ONCE("4", "How many merges run at the same time."),
    BYTES_PER_SECOND("0", "What a merge may copy; 0 for no limit."),
    CALLS_PER_SECOND("500", "How many calls may begin within a second."),
    CALLS_AT_ONCE("128", "How many calls are answered at the same time."),
    GRACE_SECONDS("20", "How long an end waits for what is being done."),
    QEMU_IMG("qemu-img", "The program qemu-img.");

    private final String usual;
    private final String says;

    Setting(String usual, String says) {
        this.usual = requireNonNull(usual, "usual is null");
        this.says = requireNonNull(says, "says is null");
    }

    /** Its name on the command line (behind two dashes) and in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name in the environment. */
    public String variable() {
        return "CHAINSMITH_" + name();
    }

    /** What holds if nothing is said; empty for nothing. */
    public String usual() {
        return usual;
    }

    /** What it is for. */
    public String says() {
        return says;
    }

    /** Whether its value must not be shown. */
    public boolean isSecret() {
        return this == CINDER_TOKEN;
    }
}
