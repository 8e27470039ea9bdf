package org.chainsmith.qemuimg.volumes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.FollowDefinition;
import org.chainsmith.core.operation.ForgetLedger;
import org.chainsmith.core.operation.ListLayers;
import org.chainsmith.core.operation.LiveCommit;
import org.chainsmith.core.operation.LivePull;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.operation.StepVisitor;
import org.chainsmith.core.operation.SwitchToOverlay;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation as JSON, for the log: readable with any pager when nothing else is left. Each image is written once, and
 * named by its place in the list of images from then on, as chains are long and each is needed several times.
 */
final class LogCodec {
    private final JsonMapper mapper;
    private final LoggedImages images;

    private LogCodec(JsonMapper mapper, LoggedImages images) {
        this.mapper = mapper;
        this.images = images;
    }

    static ObjectNode encode(JsonMapper mapper, Operation operation) {
        LoggedImages images = new LoggedImages();
        ObjectNode node = new LogCodec(mapper, images).encode(operation);
        node.set("images", images.encoded(mapper));
        return node;
    }

    static Operation decode(JsonMapper mapper, JsonNode node) {
        return new LogCodec(mapper, LoggedImages.decoded(node.path("images"))).decode(node);
    }

    private ObjectNode encode(Operation operation) {
        Plan plan = operation.plan();
        ObjectNode node = mapper.createObjectNode();
        node.put("id", operation.id().value());
        node.put("kind", plan.kind().name());
        node.put("volume", plan.volume().value());
        ArrayNode snapshots = node.putArray("snapshots");
        plan.snapshots().forEach(id -> snapshots.add(id.value()));
        plan.before().ifPresent(chain -> node.set("before", chain(chain)));
        plan.after().ifPresent(chain -> node.set("after", chain(chain)));
        ArrayNode steps = node.putArray("steps");
        plan.steps().forEach(step -> steps.add(step(step)));
        ArrayNode choices = node.putArray("choices");
        plan.choices().forEach(choice -> choices.add(choice(choice)));
        node.put("peak-bytes", plan.peakBytes());
        return node;
    }

    private Operation decode(JsonNode node) {
        List<Step> steps = new ArrayList<>();
        node.required("steps").forEach(step -> steps.add(step(step)));
        List<SnapshotId> snapshots = new ArrayList<>();
        node.required("snapshots").forEach(id -> snapshots.add(new SnapshotId(id.stringValue())));
        List<MergeChoice> choices = new ArrayList<>();
        node.required("choices").forEach(choice -> choices.addAll(choice(choice)));
        Plan plan = new Plan(
                OperationKind.valueOf(text(node, "kind")),
                new VolumeId(text(node, "volume")),
                snapshots,
                optional(node, "before").map(this::chain),
                optional(node, "after").map(this::chain),
                steps,
                choices,
                node.required("peak-bytes").longValue());
        return new Operation(new OperationId(text(node, "id")), plan);
    }

    /** Without the other destinations, which a plan in the log has no more. */
    private ObjectNode choice(MergeChoice choice) {
        ObjectNode node = mapper.createObjectNode();
        node.set("base", images.name(choice.run().base()));
        node.set("top", images.name(choice.run().top()));
        node.set("chosen", images.name(choice.chosen()));
        return node.put("why", choice.why());
    }

    /** None for a line of text, which is what choices once were: nothing depends on them. */
    private List<MergeChoice> choice(JsonNode node) {
        return node.isString()
                ? List.of()
                : List.of(new MergeChoice(
                        range(node), images.nameAt(node.required("chosen")), text(node, "why"), List.of()));
    }

    private ObjectNode step(Step step) {
        ObjectNode node = mapper.createObjectNode().put("step", step.verb());
        return step.accept(new Writer(node));
    }

    /** Writes the fields of a step. */
    private final class Writer implements StepVisitor<ObjectNode> {
        private final ObjectNode node;

        Writer(ObjectNode node) {
            this.node = node;
        }

        private ObjectNode with(String field, JsonNode value) {
            node.set(field, value);
            return node;
        }

        @Override
        public ObjectNode createBase(CreateBase step) {
            return with("base", images.of(step.base()));
        }

        @Override
        public ObjectNode createOverlay(CreateOverlay step) {
            with("overlay", images.of(step.overlay()));
            return with("backing", images.of(step.backing()));
        }

        @Override
        public ObjectNode commit(Commit step) {
            return range(step.chain(), step.range(), step.predictedBytes());
        }

        @Override
        public ObjectNode pull(Pull step) {
            return range(step.chain(), step.range(), step.predictedBytes());
        }

        private ObjectNode range(BackingChain chain, ChainRange range, long predictedBytes) {
            with("base", images.name(range.base()));
            with("top", images.name(range.top()));
            node.put("predicted-bytes", predictedBytes);
            return with("chain", chain(chain));
        }

        @Override
        public ObjectNode repoint(Repoint step) {
            with("overlay", images.of(step.overlay()));
            with("old-backing", images.of(step.oldBacking()));
            return with("new-backing", images.of(step.newBacking()));
        }

        @Override
        public ObjectNode recordLedger(RecordLedger step) {
            step.before().ifPresent(ledger -> with("before", ledger(ledger)));
            return with("after", ledger(step.after()));
        }

        @Override
        public ObjectNode forgetLedger(ForgetLedger step) {
            return node;
        }

        @Override
        public ObjectNode removeImages(RemoveImages step) {
            ArrayNode removed = node.putArray("images");
            step.images().forEach(image -> removed.add(images.of(image)));
            return node.put("scope", step.scope().name());
        }

        @Override
        public ObjectNode switchToOverlay(SwitchToOverlay step) {
            at(step.at());
            with("chain", chain(step.chain()));
            return with("overlay", images.of(step.overlay()));
        }

        @Override
        public ObjectNode liveCommit(LiveCommit step) {
            at(step.at());
            step.child().ifPresent(child -> with("child", images.of(child)));
            return range(step.chain(), step.range(), step.predictedBytes());
        }

        @Override
        public ObjectNode followDefinition(FollowDefinition step) {
            at(step.at());
            with("before", images.of(step.before()));
            return with("after", images.of(step.after()));
        }

        @Override
        public ObjectNode listLayers(ListLayers step) {
            at(step.at());
            return with("chain", chain(step.chain()));
        }

        @Override
        public ObjectNode livePull(LivePull step) {
            at(step.at());
            node.put("run", step.run());
            return range(step.chain(), step.range(), step.predictedBytes());
        }

        private void at(Attachment at) {
            node.put("guest", at.guest().value());
            node.put("disk", at.disk().value());
        }
    }

    private Step step(JsonNode node) {
        String verb = text(node, "step");
        return switch (verb) {
            case "create-base" -> new CreateBase(images.at(node.required("base")));
            case "create-overlay" ->
                new CreateOverlay(images.at(node.required("overlay")), images.at(node.required("backing")));
            case "commit" -> new Commit(chain(node.required("chain")), range(node), bytes(node));
            case "pull" -> new Pull(chain(node.required("chain")), range(node), bytes(node));
            case "repoint" ->
                new Repoint(
                        images.at(node.required("overlay")),
                        images.at(node.required("old-backing")),
                        images.at(node.required("new-backing")));
            case "record" ->
                new RecordLedger(optional(node, "before").map(this::ledger), ledger(node.required("after")));
            case "forget" -> new ForgetLedger();
            case "remove" ->
                new RemoveImages(images(node.required("images")), RemoveImages.Scope.valueOf(text(node, "scope")));
            case "switch" ->
                new SwitchToOverlay(at(node), chain(node.required("chain")), images.at(node.required("overlay")));
            case "live-commit" ->
                new LiveCommit(
                        at(node),
                        chain(node.required("chain")),
                        range(node),
                        optional(node, "child").map(images::at),
                        bytes(node));
            case "follow" ->
                new FollowDefinition(at(node), images.at(node.required("before")), images.at(node.required("after")));
            case "list" -> new ListLayers(at(node), chain(node.required("chain")));
            case "live-pull" ->
                new LivePull(at(node), text(node, "run"), chain(node.required("chain")), range(node), bytes(node));
            default -> throw new IllegalArgumentException("unknown step " + verb);
        };
    }

    private ChainRange range(JsonNode node) {
        return new ChainRange(images.nameAt(node.required("base")), images.nameAt(node.required("top")));
    }

    private static Attachment at(JsonNode node) {
        return new Attachment(new GuestId(text(node, "guest")), new DiskTarget(text(node, "disk")));
    }

    private static long bytes(JsonNode node) {
        return node.required("predicted-bytes").longValue();
    }

    private ArrayNode chain(BackingChain chain) {
        ArrayNode node = mapper.createArrayNode();
        chain.images().forEach(image -> node.add(images.of(image)));
        return node;
    }

    private BackingChain chain(JsonNode node) {
        return BackingChain.of(images(node));
    }

    private List<Image> images(JsonNode node) {
        List<Image> list = new ArrayList<>();
        node.forEach(image -> list.add(images.at(image)));
        return list;
    }

    private ObjectNode ledger(SnapshotLedger ledger) {
        ObjectNode node =
                mapper.createObjectNode().put("volume", ledger.volume().value());
        node.set("active", images.name(ledger.active()));
        ObjectNode overlays = node.putObject("overlays");
        ledger.overlays().forEach((id, overlay) -> overlays.set(id.value(), images.name(overlay)));
        ObjectNode formats = node.putObject("formats");
        new TreeMap<>(ledger.formats())
                .forEach((image, format) -> formats.withArray(format.id()).add(images.name(image)));
        return node;
    }

    private SnapshotLedger ledger(JsonNode node) {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        node.required("overlays")
                .properties()
                .forEach(e -> overlays.put(new SnapshotId(e.getKey()), images.nameAt(e.getValue())));
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        node.required("formats")
                .properties()
                .forEach(e -> e.getValue()
                        .forEach(image -> formats.put(images.nameAt(image), ImageFormat.parse(e.getKey()))));
        return new SnapshotLedger(
                new VolumeId(text(node, "volume")), images.nameAt(node.required("active")), overlays, formats);
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).stringValue();
    }

    private static Optional<JsonNode> optional(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field));
    }
}
