package org.chainsmith.qemuimg.network;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.TemporaryName;

/**
 * The RBD images of a pool, side by side. An image cannot be renamed in one step, so one that has only a temporary name yet
 * is an image with its final name and a mark in its metadata; giving it the name is removing the mark. An image without
 * length is one that has not got its mark yet.
 */
final class RbdImages implements FileServer {
    private static final byte[] MARK = Names.path("chainsmith.unfinished");
    private static final byte[] MARKED = Names.path("1");
    private static final int LONGEST_MARK = 64;
    private static final int SPEC = 16;
    private static final int MODE = 0600;
    private static final Attributes ROOT =
            new Attributes(new FileStatus(FileStatus.Type.DIRECTORY, 0, 0, 0, 0, MODE, 1), 0, 0);

    private final RbdPool pool;
    private final Predicate<String> overlays;

    /** @param overlays tells from its name whether an image is an overlay of interest */
    RbdImages(RbdPool pool, Predicate<String> overlays) {
        this.pool = pool;
        this.overlays = overlays;
    }

    /** Looks for the mark at overlays only: a pool may have very many images. */
    @Override
    public List<String> list(String directory) throws CallFailed {
        List<String> names = new ArrayList<>();
        for (String image : listed()) {
            if (!overlays.test(image) || isThere(image)) {
                names.add(image);
            } else if (isThere(TemporaryName.of(image))) {
                names.add(TemporaryName.of(image));
            }
        }
        return names;
    }

    private List<String> listed() throws CallFailed {
        long[] count = {64};
        while (true) {
            byte[] specs = new byte[(int) count[0] * SPEC];
            int result = Librbd.rbd_list2(pool.context(), specs, count);
            if (result != -Errno.ERANGE) {
                RbdFile.checked(result);
                List<String> names = new ArrayList<>();
                ByteBuffer fields = ByteBuffer.wrap(specs).order(ByteOrder.nativeOrder());
                for (int i = 0; i < count[0]; i++) {
                    names.add(new Pointer(fields.getLong(i * SPEC + Long.BYTES)).getString(0, "UTF-8"));
                }
                Librbd.rbd_image_spec_list_cleanup(specs, count[0]);
                return names;
            }
        }
    }

    private boolean isThere(String image) throws CallFailed {
        try {
            opened(image, false).close();
            return true;
        } catch (CallFailed e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private RbdFile opened(String image, boolean toWrite) throws CallFailed {
        RbdFile file = open(TemporaryName.finalName(image).orElse(image), toWrite);
        try {
            if (isUnfinished(file) == TemporaryName.finalName(image).isPresent()) {
                return file;
            }
        } catch (CallFailed e) {
            file.close();
            throw e;
        }
        file.close();
        throw new CallFailed(Errno.ENOENT);
    }

    private RbdFile open(String image, boolean toWrite) throws CallFailed {
        long[] handle = new long[1];
        byte[] bytes = Names.path(image);
        RbdFile.checked(
                toWrite
                        ? Librbd.rbd_open(pool.context(), bytes, handle, 0)
                        : Librbd.rbd_open_read_only(pool.context(), bytes, handle, 0));
        return new RbdFile(handle[0], toWrite);
    }

    private static boolean isUnfinished(RbdFile file) throws CallFailed {
        if (file.size() == 0) {
            return true;
        }
        byte[] value = new byte[LONGEST_MARK];
        int result = Librbd.rbd_metadata_get(file.handle(), MARK, value, new long[] {value.length});
        if (result != -Errno.ENOENT) {
            RbdFile.checked(result);
            return true;
        }
        return false;
    }

    private static String image(String path) {
        return path.substring(1);
    }

    @Override
    public Attributes look(String path) throws CallFailed {
        if (image(path).isEmpty()) {
            return ROOT;
        }
        RbdFile file = opened(image(path), false);
        try {
            return file.look();
        } finally {
            file.close();
        }
    }

    @Override
    public long freeBytes(String directory) throws CallFailed {
        return pool.freeBytes();
    }

    @Override
    public OpenFile open(String path) throws CallFailed {
        return opened(image(path), false);
    }

    @Override
    public OpenFile create(String path, int mode) throws CallFailed {
        String image = TemporaryName.finalName(image(path)).orElseThrow(() -> new CallFailed(Errno.EOPNOTSUPP));
        createEmpty(Names.path(image));
        RbdFile file = open(image, true);
        try {
            RbdFile.checked(Librbd.rbd_metadata_set(file.handle(), MARK, MARKED));
            return file;
        } catch (CallFailed e) {
            file.close();
            throw e;
        }
    }

    private void createEmpty(byte[] image) throws CallFailed {
        int result = Librbd.rbd_create(pool.context(), image, 0, new int[1]);
        if (result == -Errno.EEXIST && isHalf(image)) {
            RbdFile.checked(Librbd.rbd_remove(pool.context(), image));
            result = Librbd.rbd_create(pool.context(), image, 0, new int[1]);
        }
        RbdFile.checked(result);
    }

    /** A client that died while it made or removed an image may leave its name without the image. */
    private boolean isHalf(byte[] image) {
        long[] handle = new long[1];
        int result = Librbd.rbd_open_read_only(pool.context(), image, handle, 0);
        if (result == 0) {
            Librbd.rbd_close(handle[0]);
        }
        return result == -Errno.ENOENT;
    }

    @Override
    public void link(String from, String to) throws CallFailed {
        if (!image(from).equals(TemporaryName.of(image(to)))) {
            throw new CallFailed(Errno.EOPNOTSUPP);
        }
        RbdFile file = open(image(to), true);
        try {
            if (!isUnfinished(file)) {
                throw new CallFailed(Errno.EEXIST);
            }
            file.sync();
            RbdFile.checked(Librbd.rbd_metadata_remove(file.handle(), MARK));
        } finally {
            file.close();
        }
    }

    @Override
    public void unlink(String path) throws CallFailed {
        String image = image(path);
        opened(image, false).close();
        RbdFile.checked(Librbd.rbd_remove(
                pool.context(), Names.path(TemporaryName.finalName(image).orElse(image))));
    }

    /** The connection stays, for others. */
    @Override
    public void release() {}

    @Override
    public String toString() {
        return pool.toString();
    }
}
