package org.chainsmith.app.answer;

import java.util.List;

/** What a command answers, for scripts and for people. */
public interface Answer {
    /** The stable shape that scripts depend on. */
    JsonObject json();

    /** The same for people; may hold text from outside, which whoever prints it makes {@link Printable}. */
    List<String> lines();
}
