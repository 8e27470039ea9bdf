package org.chainsmith.core.merge;

/** What protects what is to be kept while a primitive works, safest first. */
public enum Safety {
    /** What reads through the images above is right at every instant, log or no log. */
    AT_EVERY_INSTANT,
    /** After a crash an image may read wrong until recovery has acted on the log. */
    BY_THE_LOG
}
