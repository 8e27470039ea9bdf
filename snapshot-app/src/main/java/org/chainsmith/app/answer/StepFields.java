package org.chainsmith.app.answer;

import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.FollowDefinition;
import org.chainsmith.core.operation.ForgetLedger;
import org.chainsmith.core.operation.ListLayers;
import org.chainsmith.core.operation.LiveCommit;
import org.chainsmith.core.operation.LivePull;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.operation.StepVisitor;
import org.chainsmith.core.operation.SwitchToOverlay;
import org.jspecify.annotations.Nullable;

/** Steps as JSON: what all have in common, and what each kind of step has of its own. */
final class StepFields implements StepVisitor<JsonObject> {
    private StepFields() {}

    static JsonObject json(Step step) {
        return new JsonObject()
                .put("step", step.verb())
                .put("direction", direction(step))
                .put("description", step.describe())
                .put("predicted-bytes", step.predictedBytes())
                .putAll(step.accept(new StepFields()));
    }

    /** Where the data goes: a commit copies down the chain, a pull copies up. */
    static @Nullable String direction(Step step) {
        if (step instanceof Commit || step instanceof LiveCommit) {
            return "down";
        }
        return step instanceof Pull || step instanceof LivePull ? "up" : null;
    }

    @Override
    public JsonObject createBase(CreateBase step) {
        return image(step.base());
    }

    @Override
    public JsonObject createOverlay(CreateOverlay step) {
        return image(step.overlay()).put("backing", step.backing().name().value());
    }

    @Override
    public JsonObject commit(Commit step) {
        return range(step.range());
    }

    @Override
    public JsonObject pull(Pull step) {
        return range(step.range());
    }

    @Override
    public JsonObject repoint(Repoint step) {
        return new JsonObject()
                .put("image", step.overlay().name().value())
                .put("old-backing", step.oldBacking().name().value())
                .put("backing", step.newBacking().name().value());
    }

    @Override
    public JsonObject recordLedger(RecordLedger step) {
        return new JsonObject()
                .put("active", step.after().active().value())
                .put("snapshots", step.after().overlays().keySet().stream().toList());
    }

    @Override
    public JsonObject forgetLedger(ForgetLedger step) {
        return new JsonObject();
    }

    @Override
    public JsonObject removeImages(RemoveImages step) {
        return new JsonObject().put("images", step.images());
    }

    @Override
    public JsonObject switchToOverlay(SwitchToOverlay step) {
        return image(step.overlay()).putAll(at(step.at()));
    }

    @Override
    public JsonObject liveCommit(LiveCommit step) {
        return range(step.range()).putAll(at(step.at()));
    }

    @Override
    public JsonObject followDefinition(FollowDefinition step) {
        return image(step.after()).putAll(at(step.at()));
    }

    @Override
    public JsonObject listLayers(ListLayers step) {
        return new JsonObject()
                .put("images", step.chain().images().stream().map(Image::name).toList())
                .putAll(at(step.at()));
    }

    @Override
    public JsonObject livePull(LivePull step) {
        return range(step.range()).putAll(at(step.at()));
    }

    private static JsonObject at(Attachment at) {
        return new JsonObject()
                .put("guest", at.guest().value())
                .put("disk", at.disk().value());
    }

    private static JsonObject image(Image image) {
        return new JsonObject()
                .put("image", image.name().value())
                .put("format", image.format().id())
                .put("virtual-size", image.virtualSize().bytes());
    }

    private static JsonObject range(ChainRange range) {
        return new JsonObject()
                .put("base", range.base().value())
                .put("top", range.top().value());
    }
}
