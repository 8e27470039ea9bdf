package org.chainsmith.app.config;

import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.qemuimg.QemuImgModule;

/** Opens directories of images, to work on them with qemu-img. */
public final class QemuImgStores implements Stores {
    @Override
    public Store open(StoreSettings settings) {
        QemuImgConfig config = QemuImgConfig.defaults().withQemuImg(settings.qemuImg());
        return Store.open(new QemuImgModule(settings.directory().toAbsolutePath(), config), settings.lockWait());
    }
}
