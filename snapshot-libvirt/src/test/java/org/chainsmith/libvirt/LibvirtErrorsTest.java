package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.jna.NativeError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibvirtErrorsTest {
    private static final int FROM_QEMU = 10;

    /** The names are libvirt-java's, whose places in the list are libvirt's numbers. */
    @ParameterizedTest
    @CsvSource({
        "VIR_ERR_NO_DOMAIN, GUEST_NOT_FOUND",
        "VIR_ERR_NO_SUPPORT, NOT_SUPPORTED",
        "VIR_ERR_OPERATION_UNSUPPORTED, NOT_SUPPORTED",
        "VIR_ERR_ARGUMENT_UNSUPPORTED, NOT_SUPPORTED",
        "VIR_ERR_INVALID_ARG, LIBVIRT_REFUSED",
        "VIR_ERR_OPERATION_INVALID, LIBVIRT_REFUSED",
        "VIR_ERR_CONFIG_UNSUPPORTED, LIBVIRT_REFUSED",
        "VIR_ERR_XML_ERROR, LIBVIRT_REFUSED",
        "VIR_ERR_XML_DETAIL, LIBVIRT_REFUSED",
        "VIR_ERR_XML_INVALID_SCHEMA, LIBVIRT_REFUSED",
        "VIR_ERR_DOM_EXIST, LIBVIRT_REFUSED",
        "VIR_ERR_OPERATION_DENIED, LIBVIRT_ACCESS_DENIED",
        "VIR_ERR_ACCESS_DENIED, LIBVIRT_ACCESS_DENIED",
        "VIR_ERR_AUTH_FAILED, LIBVIRT_ACCESS_DENIED",
        "VIR_ERR_AUTH_CANCELLED, LIBVIRT_ACCESS_DENIED",
        "VIR_ERR_AUTH_UNAVAILABLE, LIBVIRT_ACCESS_DENIED",
        "VIR_ERR_OPERATION_TIMEOUT, GUEST_BUSY",
        "VIR_ERR_RESOURCE_BUSY, GUEST_BUSY",
        "VIR_ERR_BLOCK_COPY_ACTIVE, BLOCK_JOB_ACTIVE",
        "VIR_ERR_INTERNAL_ERROR, LIBVIRT_FAILED",
        "VIR_ERR_OPERATION_FAILED, LIBVIRT_FAILED",
        "VIR_ERR_OPERATION_ABORTED, LIBVIRT_FAILED",
    })
    void eachNumberHasItsCode(org.libvirt.Error.ErrorNumber number, ErrorCode code) {
        assertThat(LibvirtErrors.code(new NativeError(number.ordinal(), FROM_QEMU, 0, "")))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"28, NO_SPACE", "122, NO_SPACE", "5, LIBVIRT_FAILED"})
    void systemErrorIsToldApartByItsErrno(int errno, ErrorCode code) {
        assertThat(LibvirtErrors.code(new NativeError(LibvirtErrors.SYSTEM_ERROR, FROM_QEMU, errno, "")))
                .isEqualTo(code);
    }

    @Test
    void numberThatIsNewerThanThisProgramStaysInTheMessage() {
        SnapshotException failure = LibvirtErrors.failed("do it", new NativeError(4711, 815, 0, "something\nnew"));

        assertThat(failure.code()).isEqualTo(ErrorCode.LIBVIRT_FAILED);
        assertThat(failure).hasMessageContaining("error 4711 of part 815").hasMessageContaining("something new");
    }

    @Test
    void errorsOfTheConnectionAreKnownByTheirPart() {
        int fromRpc = org.libvirt.Error.ErrorDomain.VIR_FROM_RPC.ordinal();

        assertThat(LibvirtErrors.isOfConnection(new NativeError(LibvirtErrors.SYSTEM_ERROR, fromRpc, 0, "")))
                .isTrue();
        assertThat(LibvirtErrors.isOfConnection(new NativeError(LibvirtErrors.SYSTEM_ERROR, FROM_QEMU, 0, "")))
                .isFalse();
    }
}
