package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MountTableTest {
    private static final String ROOT = "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw";

    private static List<String> nfs(String options) {
        return List.of(ROOT, "30 20 0:50 / /mnt/a\\040share rw shared:2 - nfs4 host:/export rw," + options, "damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nolock", "local_lock=all", "local_lock=posix"})
    void nfsWithoutLocksIsRefused(String option) {
        assertThatThrownBy(() -> MountTable.requireLocks(Path.of("/mnt/a share/volumes"), nfs(option)))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining(option);
    }

    @Test
    void nfsWithLocksAndLocalFileSystemsAreFine() {
        assertThatCode(() -> {
                    MountTable.requireLocks(Path.of("/mnt/a share/volumes"), nfs("local_lock=none"));
                    MountTable.requireLocks(Path.of("/srv"), nfs("nolock"));
                })
                .doesNotThrowAnyException();
    }
}
