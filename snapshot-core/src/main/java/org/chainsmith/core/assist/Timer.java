package org.chainsmith.core.assist;

import java.time.Duration;

/** Does something later, once, unless the process ends before: then the next one finds in the log what is left. */
@FunctionalInterface
public interface Timer {
    /** Returns at once. What is done must not take long. */
    void after(Duration pause, Runnable act);
}
