package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A valid image of which mutants are made: it knows where its numbers are. */
final class Specimen {
    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final int[] HEADER = {
        0, 4, 8, 16, 20, 24, 32, 36, 40, 48, 56, 60, 64, 72, 80, 88, 96, 100, 104, 112, 120, 128, 136, 144, 152, 160
    };
    private static final List<String> NAMES = List.of(
            "/etc/passwd", "../canary", "json:{}", "nbd://127.0.0.1:1/x", "\0", "volume-1\n", "\u00e9", "raw", "vmdk");

    private final ByteBuffer original;
    private final List<Place> places = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();

    /** Bytes in which numbers are. */
    private record Place(int start, int length) {}

    /** What was written over a specimen. */
    record Mutation(int start, int length) {}

    Specimen(Path file) throws IOException {
        original = ByteBuffer.wrap(Files.readAllBytes(file));
        int cluster = 1 << original.getInt(20);
        boolean extended = original.getInt(4) == 3 && (original.getLong(72) & 16) != 0;
        place(original.getLong(40), original.getInt(36) * 8L);
        place(original.getLong(48), 64);
        place(original.getLong((int) original.getLong(48)), 64);
        place(original.getLong(64), original.getInt(60) * 64L);
        for (int i = 0; i < original.getInt(36); i++) {
            place(
                    original.getLong((int) original.getLong(40) + 8 * i) & OFFSET,
                    Math.min(cluster, extended ? 512 : 256));
        }
        offsets.addAll(List.of(0L, (long) cluster, (long) original.capacity(), original.capacity() - (long) cluster));
    }

    private void place(long start, long length) {
        if (start > 0 && length > 0 && start + length <= original.capacity()) {
            places.add(new Place((int) start, (int) length));
            offsets.add(start);
        }
    }

    /** Writes the valid image. */
    void writeTo(FileChannel file) throws IOException {
        file.truncate(original.capacity());
        write(file, 0, original.duplicate().clear());
    }

    /** Spoils the image in the file at a few places. */
    List<Mutation> mutate(FileChannel file, Random random) throws IOException {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ByteBuffer bytes = bytes(random);
            int start = Math.min(start(random), original.capacity() - bytes.remaining());
            mutations.add(new Mutation(start, bytes.remaining()));
            write(file, start, bytes);
        }
        if (random.nextInt(64) == 0) {
            file.truncate(random.nextInt(original.capacity()));
            mutations.add(new Mutation(0, original.capacity()));
        }
        return mutations;
    }

    /** Makes the image valid again. */
    void restore(FileChannel file, List<Mutation> mutations) throws IOException {
        for (Mutation mutation : mutations) {
            write(file, mutation.start(), original.slice(mutation.start(), mutation.length()));
        }
    }

    private int start(Random random) {
        int choice = random.nextInt(8);
        if (choice < 3) {
            return HEADER[random.nextInt(HEADER.length)] + 4 * random.nextInt(2);
        }
        if (choice == 3) {
            return 72 + random.nextInt(440);
        }
        Place place = places.get(random.nextInt(places.size()));
        return place.start() + random.nextInt(place.length()) / 8 * 8;
    }

    private ByteBuffer bytes(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> ByteBuffer.wrap(new byte[] {(byte) random.nextInt()});
            case 1, 2 -> ByteBuffer.allocate(4).putInt((int) number(random)).flip();
            case 3 -> ByteBuffer.wrap(NAMES.get(random.nextInt(NAMES.size())).getBytes(UTF_8));
            default -> ByteBuffer.allocate(8).putLong(number(random)).flip();
        };
    }

    private long number(Random random) {
        long place = offsets.get(random.nextInt(offsets.size()));
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(32);
            case 1 -> 1L << random.nextInt(64);
            case 2 -> -(1L << random.nextInt(64));
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> place;
            case 5 -> place | 1L << 63;
            case 6 -> place | 1L << 62;
            case 7 -> place + (random.nextInt(5) - 2) * 512L;
            case 8 -> original.getLong(start(random) & ~7);
            default -> random.nextLong();
        };
    }

    private static void write(FileChannel file, long start, ByteBuffer bytes) throws IOException {
        long at = start;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
