package org.chainsmith.app.live;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test that merges: the kinds of merges that stand for all, and all of them in a full run. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(ForMerges.Kinds.class)
@interface ForMerges {
    Merge[] value();

    /** What such a test is called with. */
    final class Kinds extends AnnotationBasedArgumentsProvider<ForMerges> {
        @Override
        protected Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, ForMerges test) {
            boolean full = Boolean.getBoolean("chainsmith.full");
            return Stream.of(full ? Merge.values() : test.value()).map(Arguments::of);
        }
    }
}
