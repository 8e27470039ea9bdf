package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.event.DomainEvent;
import org.chainsmith.libvirt.event.DomainWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libvirt.jna.DomainPointer;

final class LibvirtSessionTest {
    private static final GuestId NOBODY = new GuestId("00000000-0000-0000-0000-000000000001");
    private static final String NAMESPACE = "https://chainsmith.org/test/1";

    private final LibvirtSession session = TestDriver.session();
    private final Domains domains = session.domains();

    @AfterEach
    void closesWithNoReferenceLeft() {
        assertThat(session.disconnect()).isZero();
    }

    /** What is being delivered holds references until it is over. */
    @Test
    void closesWithNoReferenceLeftAlthoughEventsAreBeingDelivered() {
        for (int i = 0; i < 300; i++) {
            LibvirtSession one = TestDriver.session();
            GuestId domain = one.domains().named(TestDriver.DOMAIN);
            one.domains().suspend(domain);
            one.domains().resume(domain);
            assertThat(one.disconnect()).as("connection " + i).isZero();
        }
    }

    @Test
    void domainIsFoundByNameAndByUuid() {
        GuestId domain = domains.named(TestDriver.DOMAIN);

        assertThat(domains.list()).contains(domain);
        assertThat(domains.xml(domain)).contains("<uuid>" + domain + "</uuid>");
        assertThat(domains.inactiveXml(domain)).contains("<uuid>" + domain + "</uuid>");
    }

    @Test
    void stateFollowsTheGuest() {
        GuestId domain = domains.named(TestDriver.DOMAIN);
        assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.RUNNING);

        domains.suspend(domain);
        assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.PAUSED);
        assertThat(domains.state(domain).isPausedByIoError()).isFalse();

        domains.resume(domain);
        assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.RUNNING);
        assertThat(domains.isPersistent(domain)).isTrue();
    }

    @Test
    void unknownDomainIsNotFoundAndNothingIsPrinted() {
        assertFails(ErrorCode.GUEST_NOT_FOUND, () -> domains.xml(NOBODY)).hasMessageContaining("error 42");
        assertFails(ErrorCode.GUEST_NOT_FOUND, () -> domains.named("nobody"));
    }

    @Test
    void callThatTheDriverLacksIsNotSupported() {
        GuestId domain = domains.named(TestDriver.DOMAIN);

        assertFails(ErrorCode.NOT_SUPPORTED, () -> session.blockJobs().running(domain, "vda"));
        assertThat(session.features().calls(domain))
                .doesNotContain(LibvirtFeatures.Call.COMMIT, LibvirtFeatures.Call.PULL)
                .contains(LibvirtFeatures.Call.SNAPSHOT, LibvirtFeatures.Call.METADATA);
    }

    @Test
    void askingForFeaturesChangesNothing() {
        GuestId domain = domains.named(TestDriver.DOMAIN);
        String before = domains.xml(domain);

        session.features().calls(domain);

        assertThat(domains.xml(domain)).isEqualTo(before);
        assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.RUNNING);
        assertThat(session.features().capabilities()).contains("<capabilities>");
    }

    /** A handle from before stands for whatever has the UUID now. */
    @Test
    void domainThatWentIsNotThereAndOneThatCameAgainIs() {
        GuestId domain = domains.define(domain("comes and goes"));
        assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.OFF);
        String xml = domains.inactiveXml(domain);

        undefine(domain);
        assertFails(ErrorCode.GUEST_NOT_FOUND, () -> domains.state(domain)).hasMessageContaining("domain " + domain);

        domains.define(xml.replace("comes and goes", "has come"));
        assertThat(domains.xml(domain)).contains("<name>has come</name>");
        undefine(domain);
    }

    /** More domains than handles are kept, and each answers for itself. */
    @Test
    void manyDomainsAnswerEachForItself() {
        List<GuestId> many = IntStream.range(0, 300)
                .mapToObj(i -> domains.define(domain("one of many " + i)))
                .toList();
        try {
            for (int i = 0; i < many.size(); i++) {
                assertThat(domains.xml(many.get(i))).contains("<name>one of many " + i + "</name>");
            }
            assertThat(domains.xml(many.get(0))).contains("<name>one of many 0</name>");
        } finally {
            many.forEach(this::undefine);
        }
    }

    @Test
    void functionIsLookedForInTheClientLibrary() {
        assertThat(LibvirtFeatures.isInClientLibrary("virDomainBlockCommit")).isTrue();
        assertThat(LibvirtFeatures.isInClientLibrary("virDomainBlockTeleport")).isFalse();
    }

    @Test
    void textIsUtf8InBothDirections() {
        GuestId domain = domains.define(domain("Ünï→名"));
        try {
            assertThat(domains.named("Ünï→名")).isEqualTo(domain);

            domains.setMetadata(domain, Optional.of("<ledger note='Ünï→'/>"), "c", NAMESPACE, Configuration.PERSISTENT);
            assertThat(domains.metadata(domain, NAMESPACE, Configuration.PERSISTENT))
                    .hasValueSatisfying(element -> assertThat(element)
                            .isIn("<ledger note=\"Ünï→\"/>", "<ledger note=\"&#xDC;n&#xEF;&#x2192;\"/>"));
        } finally {
            undefine(domain);
        }
    }

    @Test
    void absentMetadataIsEmptyNotAnError() {
        GuestId domain = domains.named(TestDriver.DOMAIN);

        assertThat(domains.metadata(domain, "urn:nobody", Configuration.CURRENT))
                .isEqualTo(Optional.empty());
    }

    @Test
    void guestThatIsOffIsToldApartFromOtherRefusals() {
        GuestId domain = domains.define(domain("off"));
        try {
            assertThat(domains.state(domain).activity()).isEqualTo(DomainState.Activity.OFF);
            assertFails(ErrorCode.GUEST_NOT_RUNNING, () -> session.agent().freeze(domain, List.of()));
        } finally {
            undefine(domain);
        }
    }

    @Test
    void malformedXmlIsRefused() {
        assertFails(ErrorCode.LIBVIRT_REFUSED, () -> domains.define("<domain"));
        assertFails(
                ErrorCode.LIBVIRT_REFUSED,
                () -> domains.createSnapshot(
                        domains.named(TestDriver.DOMAIN), "<nonsense/>", Set.of(SnapshotFlag.DISK_ONLY)));
    }

    /** libvirt 9.0 takes an NFS source without an identity, but its schema wants one. */
    @Test
    void definitionIsCheckedUnlessTheOneBeforeWasAgainstTheSchemaToo() {
        String outside = domain("old")
                .replace(
                        "</os>",
                        "</os><devices><disk type='network' device='disk'>"
                                + "<driver name='qemu' type='raw'/><source protocol='nfs' name='/srv/a'><host name='store'/></source>"
                                + "<target dev='vda' bus='virtio'/></disk></devices>");
        assertFails(ErrorCode.LIBVIRT_REFUSED, () -> domains.define(outside));
        GuestId domain = session.onConnection("define unchecked", connection -> {
            DomainPointer handle = checked(LIBVIRT.virDomainDefineXMLFlags(connection.pointer(), outside, 0));
            GuestId id = Domains.id(handle);
            LIBVIRT.virDomainFree(handle);
            return id;
        });
        try {
            domains.redefine(domain, xml -> xml.replace("/srv/a", "/srv/b"));
            assertThat(domains.inactiveXml(domain)).contains("/srv/b").doesNotContain("/srv/a");
        } finally {
            undefine(domain);
        }
        GuestId other = domains.define(domain("other"));
        try {
            assertFails(
                    ErrorCode.LIBVIRT_REFUSED,
                    () -> domains.redefine(other, xml -> xml.replace("</os>", "</os><nonsense/>")));
            assertThat(domains.inactiveXml(other)).doesNotContain("nonsense");
        } finally {
            undefine(other);
        }
    }

    @Test
    void fileSystemsOfTheGuestAreRead() {
        GuestId domain = domains.named(TestDriver.DOMAIN);

        assertThat(session.agent().fileSystems(domain))
                .contains(new GuestFileSystem("/", "vda1", "ext4", List.of("vda")));
        assertThat(session.agent().freeze(domain, List.of("/"))).isEqualTo(1);
        assertThat(session.agent().thaw(domain)).isPositive();
    }

    @Test
    void lifecycleEventsReachTheWatchOfTheirDomainOnly() {
        GuestId domain = domains.named(TestDriver.DOMAIN);
        try (DomainWatch watch = session.watch(domain);
                DomainWatch other = session.watch(NOBODY)) {
            domains.suspend(domain);
            domains.resume(domain);

            assertThat(awaited(watch, 2))
                    .containsExactly(new DomainEvent.Lifecycle(3, 0), new DomainEvent.Lifecycle(4, 0));
            assertThat(other.take(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void closedSessionRefusesAndClosingTwiceIsNothing() {
        session.close();
        session.close();

        assertFails(ErrorCode.LIBVIRT_UNREACHABLE, domains::list).hasMessageContaining("closed on this side");
    }

    @Test
    void hypervisorThatIsNotThereIsUnreachable() {
        assertFails(
                ErrorCode.LIBVIRT_UNREACHABLE,
                () -> LibvirtSession.open(TestDriver.quick("qemu+unix:///system?socket=/nowhere/libvirt-sock")));
    }

    @Test
    void eightThreadsGetTheirOwnAnswers() throws Exception {
        GuestId domain = domains.named(TestDriver.DOMAIN);
        inEightThreads(number -> () -> {
            for (int i = 0; i < 300; i++) {
                GuestId own = new GuestId("00000000-0000-0000-%04d-%012d".formatted(number, i));
                assertFails(ErrorCode.GUEST_NOT_FOUND, () -> domains.state(own)).hasMessageContaining("domain " + own);
                assertThat(domains.xml(domain)).contains("<name>" + TestDriver.DOMAIN + "</name>");
            }
            return null;
        });
    }

    @Test
    void closingWhileOthersCallIsCleanForAll() throws Exception {
        GuestId domain = domains.named(TestDriver.DOMAIN);
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        inEightThreads(number -> () -> {
            while (refused.get() <= number) {
                if (number == 0 && answered.get() > 200) {
                    session.close();
                }
                try {
                    assertThat(domains.xml(domain)).contains(domain.value());
                    answered.incrementAndGet();
                } catch (SnapshotException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.LIBVIRT_UNREACHABLE);
                    refused.incrementAndGet();
                }
            }
            return null;
        });
        assertThat(answered).hasValueGreaterThan(200);
    }

    @Test
    void collectionsDuringCallsBreakNothing() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        collector.start();
        try (LibvirtSession short1 = TestDriver.session()) {
            inEightThreads(number -> () -> {
                for (int i = 0; i < 200; i++) {
                    LibvirtSession used = number % 2 == 0 ? session : short1;
                    GuestId domain = used.domains().named(TestDriver.DOMAIN);
                    assertThat(used.domains().xml(domain)).contains(domain.value());
                    assertThat(used.domains().list()).contains(domain);
                }
                return null;
            });
        } finally {
            done.set(true);
            collector.join();
        }
    }

    private static AbstractThrowableAssert<?, SnapshotException> assertFails(ErrorCode code, ThrowingCallable call) {
        return assertThat(catchThrowableOfType(SnapshotException.class, call))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private static List<DomainEvent> awaited(DomainWatch watch, int count) {
        List<DomainEvent> events = new ArrayList<>();
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (events.size() < count && System.nanoTime() < deadline) {
            events.addAll(watch.take(Duration.ofMillis(100)));
        }
        return events;
    }

    private static void inEightThreads(Function<Integer, Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> all =
                    IntStream.range(0, 8).mapToObj(work::apply).toList();
            for (Future<Void> result : threads.invokeAll(all)) {
                result.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String domain(String name) {
        return "<domain type='test'><name>" + name + "</name><memory>1024</memory><os><type>hvm</type></os></domain>";
    }

    private void undefine(GuestId domain) {
        session.onDomain(domain, "undefine", LIBVIRT::virDomainUndefine);
    }
}
