package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;

/**
 * A libvirtd of our own, and guests on it. A test gets it as a parameter by {@code @ExtendWith(LabExtension.class)}; all
 * tests of a JVM share one.
 */
public final class LibvirtLab implements RunningLab {
    private final LabProcess process;

    private LibvirtLab(LabProcess process) {
        this.process = process;
    }

    static LibvirtLab start() throws CannotRun {
        return new LibvirtLab(LabProcess.start());
    }

    /** Another host, which sees the same files; the caller closes it. */
    public LibvirtLab newHost() {
        try {
            return start();
        } catch (CannotRun e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Another host, whose libvirt has its own driver for Gluster: it reads the headers of images there, gives them to
     * QEMU's user, and waits 10 s each time it lets one go. The caller closes it.
     */
    public LibvirtLab newHostWithGlusterDriver() {
        try {
            return new LibvirtLab(LabProcess.start(LabProcess.script(), "run", "gluster-driver"));
        } catch (CannotRun e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets a running guest move to another host. Here its definition stays. */
    public Guest migrate(Guest guest, LibvirtLab to) {
        virsh(
                "migrate",
                "--live",
                "--persistent",
                "--unsafe",
                "--migrateuri",
                "tcp://127.0.0.1",
                "--listen-address",
                "127.0.0.1",
                guest.name(),
                to.uri());
        return new Guest(to, guest.name());
    }

    /** The URI under which libvirt's clients reach it. */
    public String uri() {
        return uri(socket());
    }

    static String uri(Path socket) {
        return "qemu+unix:///system?socket=" + socket;
    }

    private Path socket() {
        return process.directory().resolve("run/libvirt-sock");
    }

    /** Another way to it, on which every event is lost. */
    public LostEvents loseEvents() {
        return new LostEvents(newDirectory().resolve("sock"), socket());
    }

    /** The folder of the lab, which goes with it. */
    public Path directory() {
        return process.directory();
    }

    /** A new folder for images, that goes with the lab. */
    public Path newDirectory() {
        try {
            return Files.createTempDirectory(process.directory(), "images");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder on a file system of its own, that has only so much space. Only root can make one. */
    public Path newSmallFileSystem(int mebibytes) {
        Path folder = newDirectory();
        Command.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=755", "none", folder.toString());
        return folder;
    }

    /** A new disk of 48 MiB with an empty ext4 file system, as {@code serial.format} in a folder. */
    public GuestDisk newDisk(Path folder, String serial, String format) {
        Path image = folder.resolve(serial + "." + format);
        Command.run(LabProcess.script(), "disk", image.toString(), format, "48");
        return new GuestDisk(serial, image, format);
    }

    /** The domain XML of a guest that mounts these disks and writes records on them. */
    public String domainXml(String name, String options, List<GuestDisk> disks) {
        List<String> command = new ArrayList<>(List.of(LabProcess.script(), "domain", name));
        disks.forEach(disk -> command.add(disk.serial() + "=" + disk.format() + ":" + disk.image()));
        return Command.run(Map.of("CHAINSMITH_GUEST_OPTIONS", options), command);
    }

    /** Defines a guest that writes records on these disks, starts it, and waits for its agent. */
    public Guest startGuest(String name, GuestDisk... disks) {
        return startGuest(name, domainXml(name, "", List.of(disks)));
    }

    /** Defines a guest, starts it, and waits for its agent. */
    public Guest startGuest(String name, String domainXml) {
        Guest guest = defineGuest(name, domainXml);
        guest.start();
        return guest;
    }

    /** Defines a guest, or defines it anew, and does not start it. */
    public Guest defineGuest(String name, String domainXml) {
        try {
            Path file = Files.createTempFile(process.directory(), name, ".xml");
            Files.writeString(file, domainXml);
            virsh("define", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Guest(this, name);
    }

    /** SIGKILL for libvirtd. The guests run on. */
    public void killLibvirtd() {
        process.command("kill");
    }

    /** Starts libvirtd after it was killed, and waits until it answers. */
    public void startLibvirtd() {
        process.command("start");
    }

    /** Lets libvirtd stand still: it hears nothing of its guests, and answers nobody. */
    public void pauseLibvirtd() {
        process.command("pause");
    }

    /** Lets libvirtd go on after a pause. */
    public void continueLibvirtd() {
        process.command("continue");
    }

    /** What virsh printed for a command that has to succeed. */
    public String virsh(String... arguments) {
        return Command.run(Map.of(), virshCommand(arguments));
    }

    Command tryVirsh(String... arguments) {
        return Command.tryTo(Map.of(), virshCommand(arguments));
    }

    ProcessHandle qemu(String guest) {
        return process.qemu(guest);
    }

    private List<String> virshCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() {
        process.close();
    }
}
