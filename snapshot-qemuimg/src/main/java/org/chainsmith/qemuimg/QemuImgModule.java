package org.chainsmith.qemuimg;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.nio.file.Path;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;

/** Binds a volume directory as the backend. */
public final class QemuImgModule extends AbstractModule {
    private final Path store;
    private final QemuImgConfig config;

    public QemuImgModule(Path store, QemuImgConfig config) {
        this.store = requireNonNull(store, "store is null");
        this.config = requireNonNull(config, "config is null");
    }

    @Provides
    @Singleton
    SnapshotBackend backend() {
        return QemuImgBackend.open(store, config, Effects.DIRECT);
    }
}
