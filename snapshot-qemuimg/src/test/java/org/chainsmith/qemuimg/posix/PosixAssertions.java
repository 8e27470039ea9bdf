package org.chainsmith.qemuimg.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Calls that have to be refused, and commands of the host that have to succeed. */
final class PosixAssertions {
    private PosixAssertions() {}

    static void refuses(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).asInstanceOf(type(SnapshotException.class)).returns(code, SnapshotException::code);
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
