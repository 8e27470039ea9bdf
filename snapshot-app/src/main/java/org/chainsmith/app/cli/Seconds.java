package org.chainsmith.app.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as seconds, with or without a fraction: {@code 10}, {@code 0.5}. */
final class Seconds implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,3})?");

    @Override
    public Duration convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException(ImageName.quoted(text) + " is not a number of seconds");
        }
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }
}
