package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.qemuimg.inspect.Finding;
import org.chainsmith.qemuimg.inspect.ImageFacts;
import org.chainsmith.qemuimg.inspect.Verdict;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;

/** The verdict on an image, and what the image says about itself. */
public record InspectionAnswer(Verdict verdict) implements Answer {
    public InspectionAnswer {
        requireNonNull(verdict, "verdict is null");
    }

    private String word() {
        return verdict.accepted() ? "accept" : "refuse";
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("verdict", word())
                .put("reasons", findings(verdict.reasons()))
                .put("warnings", findings(verdict.warnings()))
                .put("chain", verdict.chain());
        verdict.facts().ifPresentOrElse(facts -> json.put("facts", json(facts)), () -> json.putNull("facts"));
        return json;
    }

    private static List<JsonObject> findings(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new JsonObject()
                        .put("code", finding.code().id())
                        .put("message", finding.message())
                        .put("layer", finding.layer().orElse(null)))
                .toList();
    }

    private static JsonObject json(ImageFacts facts) {
        Optional<Qcow2Header> header = facts.header();
        JsonObject json = new JsonObject()
                .put("format", facts.image().format().id())
                .put("virtual-size", facts.image().virtualSize().bytes());
        header.ifPresentOrElse(
                h -> json.put("cluster-size", h.clusterSize()).put("version", h.version()),
                () -> json.putNull("cluster-size").putNull("version"));
        json.put("backing-file", facts.backing().orElse(null))
                .put(
                        "backing-format",
                        header.flatMap(Qcow2Header::backingFormat).orElse(null))
                .put("data-file", facts.dataFile().orElse(null))
                .put("features", facts.features())
                .put("dirty", header.filter(Qcow2Header::dirty).isPresent())
                .put("corrupt", header.filter(Qcow2Header::corrupt).isPresent())
                .put("snapshots", header.map(Qcow2Header::internalSnapshots).orElse(0))
                .put("bitmaps", header.map(Qcow2Header::bitmaps).orElse(0))
                .put("encrypted", header.filter(Qcow2Header::encrypted).isPresent());
        facts.compressed().ifPresentOrElse(truth -> json.put("compressed", truth), () -> json.putNull("compressed"));
        return json.put("allocated-bytes", facts.image().allocation().bytes());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(verdict.accepted() ? "Accepted." : "Refused.");
        verdict.reasons().forEach(reason -> lines.add("  reason: " + text(reason)));
        verdict.warnings().forEach(warning -> lines.add("  warning: " + text(warning)));
        verdict.facts().ifPresent(facts -> lines.addAll(details(facts)));
        if (!verdict.chain().isEmpty()) {
            lines.add("Chain, active first: " + String.join(" -> ", verdict.chain()));
        }
        return lines;
    }

    private static String text(Finding finding) {
        return finding.message() + " (" + finding.code().id() + ")";
    }

    private static List<String> details(ImageFacts facts) {
        Details details = new Details()
                .put("Format", facts.image().format().id())
                .put("Virtual size", HumanBytes.of(facts.image().virtualSize().bytes()))
                .put("Allocated", HumanBytes.of(facts.image().allocation().bytes()));
        facts.header()
                .ifPresent(header -> details.put("Version", Integer.toString(header.version()))
                        .put("Cluster size", HumanBytes.of(header.clusterSize()))
                        .put("Backing file", facts.backing().orElse("-"))
                        .put("Features", facts.features().isEmpty() ? "-" : String.join(", ", facts.features())));
        return details.lines();
    }
}
