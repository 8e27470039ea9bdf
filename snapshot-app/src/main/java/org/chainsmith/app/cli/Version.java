package org.chainsmith.app.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version, from the manifest of the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Chainsmith.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)");
        return new String[] {"chainsmith " + version};
    }
}
