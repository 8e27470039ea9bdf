package org.chainsmith.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.chainsmith.core.backend.Feature;

/**
 * The rule speaks of a feature. On a backend that does not declare it, the rule is that the same calls are refused with
 * NOT_SUPPORTED.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresFeature {
    /** The features; one of them is enough. */
    Feature[] value();
}
