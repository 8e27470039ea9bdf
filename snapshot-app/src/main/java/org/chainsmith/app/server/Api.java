package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import org.chainsmith.core.error.SnapshotException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the resource that a path names, and lets those call it who may. */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String ASSISTED = "os-assisted-volume-snapshots";
    private static final String GROUPS = "os-volume-snapshots";
    private static final String SERVERS = "servers";
    private static final String OPERATIONS = "operations";
    private static final List<String> RESOURCES = List.of(ASSISTED, SERVERS, OPERATIONS);
    private static final Pattern VERSION = Pattern.compile("v2(\\.1)?");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Resource assisted;
    private final Resource groups;
    private final Resource operations;
    private final Health health;
    private final Callers callers;
    private final Admission admission;

    Api(Resource assisted, Resource groups, Resource operations, Health health, Callers callers, Admission admission) {
        this.assisted = requireNonNull(assisted, "assisted is null");
        this.groups = requireNonNull(groups, "groups is null");
        this.operations = requireNonNull(operations, "operations is null");
        this.health = requireNonNull(health, "health is null");
        this.callers = requireNonNull(callers, "callers is null");
        this.admission = requireNonNull(admission, "admission is null");
    }

    /** Answers every call; nothing is thrown. */
    Reply answer(Call call) {
        Microversion version = Microversion.DEFAULT;
        Reply reply;
        try {
            version = Microversion.of(call);
            reply = health.answers(call) ? health.answer(call) : admission.admit(() -> route(call));
        } catch (Fault fault) {
            LOG.info("refused {} {}: {} {}", call.method(), call.path(), fault.status(), fault.getMessage());
            health.refused(fault.code());
            reply = fault.reply();
        } catch (SnapshotException e) {
            Fault fault = Fault.of(e);
            LOG.warn("failed {} {}: {}", call.method(), call.path(), e.code().id(), e);
            health.refused(fault.code());
            reply = fault.reply();
        } catch (RuntimeException e) {
            LOG.error("failed {} {}", call.method(), call.path(), e);
            reply = new Fault(500, "Unexpected error; the log has the details.").reply();
        }
        return version.on(reply).with("x-openstack-request-id", call.id()).with("x-compute-request-id", call.id());
    }

    private Reply route(Call whole) {
        Call call = withoutPrefix(whole);
        if (call.path().isEmpty()) {
            return versions(whole);
        }
        Call below = call.below(1);
        return switch (call.path().get(0)) {
            case ASSISTED -> {
                String what = call.method().equals("DELETE") ? "delete" : "create";
                callers.admit(call, "os_compute_api:" + ASSISTED + ":" + what);
                yield assisted.answer(below);
            }
            case SERVERS -> {
                requireGroups(below);
                callers.admit(call, "os_compute_api:" + GROUPS);
                yield groups.answer(below);
            }
            case OPERATIONS -> {
                callers.admit(call, "chainsmith:" + OPERATIONS);
                yield operations.answer(below);
            }
            default -> throw notFound();
        };
    }

    private static void requireGroups(Call call) {
        int segments = call.path().size();
        if (segments < 2 || segments > 3 || !call.path().get(1).equals(GROUPS)) {
            throw notFound();
        }
    }

    private static Reply versions(Call call) {
        if (!call.method().equals("GET")) {
            throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
        }
        if (call.path().isEmpty()) {
            return Reply.json(200, Microversion.document());
        }
        return Reply.json(200, Microversion.document().set("version", Microversion.version()));
    }

    /** Without the version and the project, each of which a path may have. */
    private static Call withoutPrefix(Call call) {
        List<String> path = call.path();
        int from = 0;
        if (from < path.size() && VERSION.matcher(path.get(from)).matches()) {
            from++;
        }
        boolean isProject = path.size() > from + 1
                && !RESOURCES.contains(path.get(from))
                && PROJECT.matcher(path.get(from)).matches()
                && RESOURCES.contains(path.get(from + 1));
        return call.below(isProject ? from + 1 : from);
    }

    private static Fault notFound() {
        return new Fault(404, "The resource could not be found.");
    }
}
