package org.chainsmith.app.server;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.chainsmith.core.assist.Assistance;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;

/** What the service has done, in figures for Prometheus. */
final class Figures implements Assistance {
    private static final String KIND = "kind";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    MeterRegistry registry() {
        return registry;
    }

    String scrape() {
        return registry.scrape();
    }

    /** Watches a number that goes up and down. */
    void watch(String name, String description, Supplier<Number> number) {
        Gauge.builder(name, number).description(description).register(registry);
    }

    void refused(String code) {
        registry.counter("chainsmith.refusals", "code", code).increment();
    }

    @Override
    public void accepted(Entry entry) {
        registry.counter("chainsmith.requests", KIND, kind(entry)).increment();
    }

    @Override
    public void retried(Entry entry, SnapshotException cause, Duration pause) {
        registry.counter(
                        "chainsmith.retries",
                        KIND,
                        kind(entry),
                        "code",
                        cause.code().id())
                .increment();
    }

    @Override
    public void settled(Entry entry, Verdict verdict, Duration took) {
        String outcome = verdict.outcome().kind().isFailure() ? "failed" : "done";
        Timer.builder("chainsmith.operations")
                .description("From the acceptance of a request to its end")
                .tags(KIND, kind(entry), "outcome", outcome)
                .register(registry)
                .record(took);
    }

    @Override
    public void taken(Entry entry, Consistency reached) {
        DistributionSummary.builder("chainsmith.frozen.milliseconds")
                .description("For how long guests stood still")
                .tag("consistency", reached.level().toString())
                .register(registry)
                .record((double) reached.frozen().toMillis());
    }

    @Override
    public void copied(Entry entry, long bytes) {
        if (!entry.request().isCreation()) {
            registry.counter("chainsmith.copied.bytes").increment((double) bytes);
        }
    }

    @Override
    public void reported(Entry entry, Acknowledgement acknowledgement) {
        registry.counter("chainsmith.reports", "answer", acknowledgement.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void unreported(Entry entry, SnapshotException cause, Duration pause) {
        registry.counter("chainsmith.report.retries", "code", cause.code().id()).increment();
    }

    @Override
    public void undone(Entry entry) {
        registry.counter("chainsmith.undone").increment();
    }

    private static String kind(Entry entry) {
        return entry.request().isCreation() ? "create" : "delete";
    }
}
