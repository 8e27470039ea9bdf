package org.chainsmith.app.live;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.server.ServiceSettings;
import org.chainsmith.app.server.Services;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.testkit.lab.KilledProcess;

/**
 * The service as a process that sends SIGKILL to itself when it is about to have its N-th outward effect. It writes the name
 * of each effect on standard error before it has it.
 */
final class KilledService {
    static final String EFFECT = "effect: ";

    private KilledService() {}

    /** Where each effect is told of. */
    private record Telling(Effects effects) implements Effects {
        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            System.err.println(EFFECT + effect);
            return effects.perform(effect, act);
        }
    }

    /**
     * Serves.
     *
     * @param arguments configuration file, and N; or the beginning of the name of the effect before which it dies
     */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
        ServiceSettings settings = ServiceSettings.of(Map.of(), Map.of(), Optional.of(Path.of(arguments[0])));
        Effects effects = new Telling(
                arguments[1].matches("\\d+")
                        ? KilledProcess.killingBefore(Integer.parseInt(arguments[1]))
                        : new BeforeEffect(arguments[1], KilledProcess::killSelf));
        Services.Running running =
                Services.compute(settings, new LibvirtHypervisors(effects).connect(settings.hypervisor()), effects);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close));
        System.out.println("listens on " + running.service().uri());
        Thread.currentThread().join();
    }
}
