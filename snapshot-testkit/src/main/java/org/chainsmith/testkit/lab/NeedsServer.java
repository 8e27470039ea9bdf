package org.chainsmith.testkit.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gives the tests of a class a {@link StorageLab} with this server as a parameter; all tests of a JVM share one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(StorageLabExtension.class)
public @interface NeedsServer {
    /** Which one. */
    StorageServer value();
}
