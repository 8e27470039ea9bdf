package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.StorageHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkAddressesTest {
    private static final ImageName BASE = new ImageName("b.raw");
    private static final Gluster GLUSTER = new Gluster(
            "gv0", "dir/images/any", List.of(StorageHost.Inet.of("one"), StorageHost.Inet.of("two", 24_008)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b.raw | b.raw",
                "./b.raw | b.raw",
                "gluster://one/gv0/dir/images/b.raw | b.raw",
                "gluster://two:24008/gv0/dir/./images/b.raw | b.raw",
                "gluster://one:24007/gv0/dir/images/b.raw | b.raw",
                "gluster://three/gv0/dir/images/b.raw |",
                "gluster://one/gv1/dir/images/b.raw |",
                "gluster://one/gv0/dir/b.raw |",
                "../b.raw |",
                "/dir/images/b.raw |",
                "nbd://one/b.raw |"
            })
    void aHeaderMeansAnImageBesideOrNone(String text, String expected) {
        assertThat(new NetworkAddresses(GLUSTER).apply(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void relativeNamesAreForUrisAndSeveralServersForAllElse() {
        NetworkAddresses addresses = new NetworkAddresses(GLUSTER);
        assertThat(addresses.inHeader(BASE)).isEqualTo("b.raw");
        assertThat(addresses.argument(BASE)).contains("\"filename\":\"gluster://one/gv0/dir/images/b.raw\"");
        assertThat(addresses.argumentAlone(BASE))
                .contains("\"host\":\"one\",\"port\":\"24007\"", "\"host\":\"two\",\"port\":\"24008\"")
                .contains("\"backing\":null");
    }

    @Test
    void whereQemuUnderstandsNoRelativeNameTheHeaderHasTheWholeLocation() {
        Gluster socket = new Gluster("gv0", "dir/any", List.of(new StorageHost.UnixSocket("/run/g.sock")));
        assertThat(new NetworkAddresses(socket).inHeader(BASE))
                .isEqualTo("gluster+unix:///gv0/dir/b.raw?socket=/run/g.sock");
        NetworkLocation nbd = new Nbd("vols/any", StorageHost.Inet.of("one"));
        assertThat(new NetworkAddresses(nbd).inHeader(BASE)).isEqualTo("nbd://one/vols/b.raw");
        assertThat(new NetworkAddresses(nbd).apply("b.raw")).isEmpty();
    }
}
