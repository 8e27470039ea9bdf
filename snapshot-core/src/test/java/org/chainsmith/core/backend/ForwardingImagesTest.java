package org.chainsmith.core.backend;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForwardingImagesTest {
    /** All but the removal of one image, which is that of several: whoever overrides the one means both. */
    static List<Method> methods() throws NoSuchMethodException {
        List<Method> methods = new ArrayList<>(List.of(OfflineImages.class.getMethods()));
        methods.remove(OfflineImages.class.getMethod("remove", VolumeId.class, ImageName.class));
        return methods;
    }

    /** A method with a default would else do less well, or less, than what it is forwarded to. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsForwarded(Method method) {
        assertThatCode(() -> ForwardingImages.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                .doesNotThrowAnyException();
    }
}
