package org.chainsmith.qemuimg;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.process.Conversation;
import org.chainsmith.qemuimg.process.Tool;
import org.chainsmith.qemuimg.process.ToolResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * qemu-storage-daemon, one process for each job. It opens exactly the images that it is told, by location and format; no
 * backing name in a header is followed. It changes the header of an image last, and writes its tables back when it is
 * told to quit.
 */
final class StorageDaemon {
    private static final String JOB = "merge";
    /** How often the progress is asked for. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private static final List<String> ON_STDIO = List.of("--chardev", "stdio,id=qmp", "--monitor", "chardev=qmp");

    private final Tool tool;
    private final ImageAddresses addresses;

    StorageDaemon(Tool tool, ImageAddresses addresses) {
        this.tool = tool;
        this.addresses = addresses;
    }

    boolean isPresent() {
        return tool.isPresent();
    }

    void requirePresent() {
        tool.requirePresent("qemu-system-common");
    }

    /**
     * {@code block-commit}: copies into the base what the images above it provide, and leaves those as they are.
     *
     * @param chain from the image below the base, if there is one, up to the top
     */
    ToolResult commit(BackingChain chain, Image base, Duration limit, DoubleConsumer share) {
        return run(limit, qmp -> {
            open(qmp, chain, Set.of(base, chain.active()));
            ObjectNode job = qmp.object();
            job.put("job-id", JOB);
            job.put("device", node(chain.images().size() - 1));
            job.put("base-node", node(chain.indexOf(base.name())));
            qmp.execute("block-commit", job);
            awaitEnd(qmp, share);
        });
    }

    /**
     * {@code block-stream}: copies into the top what the images between it and the new backing provide and it does not,
     * then points it to the new backing. Reads only what it copies.
     *
     * @param chain from the new backing, if there is one, up to the top. What is below it is not opened: nothing must
     *     make QEMU read there
     */
    ToolResult stream(BackingChain chain, Optional<Image> backing, Duration limit, DoubleConsumer share) {
        return run(limit, qmp -> {
            open(qmp, chain, Set.of(chain.active()));
            start(qmp, chain, backing);
            awaitEnd(qmp, share);
        });
    }

    /** What one process is told. */
    private interface Task {
        void tell(Qmp qmp) throws Qmp.Refused;
    }

    private ToolResult run(Duration limit, Task task) {
        try (Conversation conversation = tool.converse(ON_STDIO, limit)) {
            Qmp qmp = new Qmp(conversation);
            String failure = "";
            try {
                task.tell(qmp);
            } catch (Qmp.Refused e) {
                failure = e.getMessage() + " ";
            }
            qmp.execute("quit", qmp.object());
            ToolResult result = conversation.end();
            return new ToolResult(result.exitCode(), result.output(), failure + result.complaints());
        } catch (Qmp.Refused e) {
            throw new SnapshotException(ErrorCode.TOOL_FAILED, "qemu-storage-daemon refuses to quit.", e);
        }
    }

    private void open(Qmp qmp, BackingChain chain, Set<Image> written) throws Qmp.Refused {
        List<Image> images = chain.images();
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            ObjectNode node = qmp.object();
            node.put("driver", image.format().id());
            node.put("node-name", node(i));
            node.put("read-only", !written.contains(image));
            node.set("file", addresses.node(image.name()));
            if (i > 0) {
                node.put("backing", node(i - 1));
            } else if (image.format() == ImageFormat.QCOW2) {
                node.putNull("backing");
            }
            qmp.execute("blockdev-add", node);
        }
    }

    private void start(Qmp qmp, BackingChain chain, Optional<Image> backing) throws Qmp.Refused {
        ObjectNode job = qmp.object();
        job.put("job-id", JOB);
        job.put("device", node(chain.images().size() - 1));
        if (backing.isPresent()) {
            job.put("base-node", node(chain.indexOf(backing.get().name())));
            job.put("backing-file", addresses.inHeader(backing.get().name()));
        }
        qmp.execute("block-stream", job);
    }

    private static String node(int index) {
        return "layer" + index;
    }

    /** The end of the job is its event; that the job succeeded is for the caller to prove. */
    private static void awaitEnd(Qmp qmp, DoubleConsumer share) throws Qmp.Refused {
        while (true) {
            Optional<JsonNode> event = qmp.event(INTERVAL);
            if (event.isEmpty()) {
                share.accept(progress(qmp.execute("query-block-jobs", qmp.object())));
                continue;
            }
            String name = event.get().path("event").asString("");
            if (name.equals("BLOCK_JOB_READY")) {
                ObjectNode job = qmp.object();
                job.put("device", JOB);
                qmp.execute("block-job-complete", job);
            }
            if (name.equals("BLOCK_JOB_CANCELLED")) {
                throw new Qmp.Refused("the job was cancelled");
            }
            if (name.equals("BLOCK_JOB_COMPLETED")) {
                JsonNode error = event.get().path("data").path("error");
                if (!error.isMissingNode()) {
                    throw new Qmp.Refused("the job failed: " + error.asString("no reason given"));
                }
                share.accept(1);
                return;
            }
        }
    }

    private static double progress(JsonNode jobs) {
        double length = jobs.path(0).path("len").asDouble(0);
        return length > 0 ? Math.min(1, jobs.path(0).path("offset").asDouble(0) / length) : 0;
    }
}
