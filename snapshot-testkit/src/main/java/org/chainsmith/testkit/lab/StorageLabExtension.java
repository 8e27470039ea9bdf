package org.chainsmith.testkit.lab;

import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a server for the first class of a JVM that needs it; see {@link LabExtension} for where none can run. */
final class StorageLabExtension extends SharedLab<StorageLab> {
    StorageLabExtension() {
        super(StorageLab.class, StorageLabExtension::wanted);
    }

    private static Wanted<StorageLab> wanted(ExtensionContext context) {
        StorageServer server =
                context.getRequiredTestClass().getAnnotation(NeedsServer.class).value();
        return new Wanted<>(server, "a real server of " + server, () -> StorageLab.start(server));
    }
}
