package org.chainsmith.testkit.generate;

import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;

/** Locations of images, with the characters in their names that go wrong. */
public final class Locations {
    private static final String AWKWARD = " %+&=?#@:;,\"'<>\\{}[]~^|!$()*`äß→語";

    private Locations() {}

    /** Files and network images: everything that a header can name. No references to secrets. */
    public static Arbitrary<ImageLocation> inHeaders() {
        return Arbitraries.oneOf(files(), network());
    }

    /** Files of the host. */
    public static Arbitrary<ImageLocation> files() {
        return path().map(path -> new ImageLocation.File("/" + path));
    }

    /** Images of all four protocols. No references to secrets. */
    public static Arbitrary<NetworkLocation> network() {
        return Arbitraries.oneOf(gluster(), nfs(), nbd(), rbd());
    }

    private static Arbitrary<NetworkLocation> gluster() {
        return Combinators.combine(
                        component(), path(), host().list().ofMinSize(1).ofMaxSize(3))
                .as(NetworkLocation.Gluster::new);
    }

    private static Arbitrary<NetworkLocation> nfs() {
        Arbitrary<NfsIdentity> identity = Combinators.combine(number().optional(), number().optional())
                .as((user, group) -> new NfsIdentity(user, group))
                .filter(nfs -> nfs.user().isPresent() || nfs.group().isPresent());
        return Combinators.combine(path(), inet(), identity.optional())
                .as((path, host, who) -> new NetworkLocation.Nfs("/" + path, host, who));
    }

    private static Arbitrary<NetworkLocation> nbd() {
        return Combinators.combine(Arbitraries.oneOf(path(), Arbitraries.just("")), host())
                .as(NetworkLocation.Nbd::new);
    }

    private static Arbitrary<NetworkLocation> rbd() {
        return Combinators.combine(
                        rbdName(),
                        rbdName().optional(),
                        rbdName(),
                        inet().list().ofMaxSize(3),
                        rbdName()
                                .map(name -> new StorageUser(name, Optional.empty()))
                                .optional(),
                        path().map(path -> "/" + path).optional())
                .as(NetworkLocation.Rbd::new);
    }

    private static Arbitrary<StorageHost> host() {
        return Arbitraries.oneOf(inet(), path().map(path -> new StorageHost.UnixSocket("/" + path)));
    }

    private static Arbitrary<StorageHost.Inet> inet() {
        Arbitrary<String> name =
                Arbitraries.of("127.0.0.1", "::1", "fe80::1%eth0", "store-1.example.org", "a_b", "2001:db8::7");
        Arbitrary<OptionalInt> port = Arbitraries.integers()
                .between(1, 65_535)
                .optional()
                .map(number -> number.map(OptionalInt::of).orElse(OptionalInt.empty()));
        return Combinators.combine(name, port).as(StorageHost.Inet::new);
    }

    private static Arbitrary<String> number() {
        return Arbitraries.longs().between(0, 4_294_967_295L).map(id -> "+" + id);
    }

    private static Arbitrary<String> path() {
        return component().list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
    }

    private static Arbitrary<String> component() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0.-_")
                .withChars(AWKWARD)
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    private static Arbitrary<String> rbdName() {
        return component().map(name -> name.replaceAll("[@:\\\\]", "-"));
    }
}
