package org.chainsmith.app.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The version of Nova's API that a caller asks for. Calls for assisted snapshots are the same in all of them, but for one. */
record Microversion(int minor) {
    private static final int MAJOR = 2;
    private static final int LOWEST = 1;
    private static final int HIGHEST = 93;
    private static final int STRICT_QUERIES = 75;
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})\\.([1-9][0-9]{0,5}|0)");
    private static final String SERVICE = "compute ";

    static final Microversion DEFAULT = new Microversion(LOWEST);

    /** The one that the headers ask for; of two headers the newer kind counts, as in Nova. */
    static Microversion of(Call call) {
        Optional<String> asked = call.header("OpenStack-API-Version")
                .filter(value -> value.startsWith(SERVICE))
                .map(value -> value.substring(SERVICE.length()))
                .or(() -> call.header("X-OpenStack-Nova-API-Version"));
        return asked.map(String::strip).map(Microversion::parse).orElse(DEFAULT);
    }

    private static Microversion parse(String text) {
        if (text.equals("latest")) {
            return new Microversion(HIGHEST);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Fault(
                    400, "API Version String " + text + " is of invalid format. Must be of format MajorNum.MinorNum.");
        }
        int minor = Integer.parseInt(matcher.group(2));
        if (Integer.parseInt(matcher.group(1)) != MAJOR || minor < LOWEST || minor > HIGHEST) {
            throw new Fault(
                    406,
                    "Version " + text + " is not supported by the API. Minimum is 2.1 and maximum is 2." + HIGHEST
                            + ".");
        }
        return new Microversion(minor);
    }

    /** Whether parameters of a query that nobody knows are refused. */
    boolean strictQueries() {
        return minor >= STRICT_QUERIES;
    }

    Reply on(Reply reply) {
        Reply told = reply.with("X-OpenStack-Nova-API-Version", toString())
                .with("Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version");
        return told.with("OpenStack-API-Version", SERVICE + this);
    }

    /** The document of the API's versions. */
    static ObjectNode document() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("versions").add(version());
        return body;
    }

    /** What it says of the only one. */
    static ObjectNode version() {
        ObjectNode version = JsonNodeFactory.instance
                .objectNode()
                .put("id", "v2.1")
                .put("status", "CURRENT")
                .put("version", "2." + HIGHEST)
                .put("min_version", DEFAULT.toString())
                .put("updated", "2013-07-23T11:33:21Z");
        version.putArray("links").addObject().put("rel", "self").put("href", "/v2.1/");
        return version;
    }

    @Override
    public String toString() {
        return MAJOR + "." + minor;
    }
}
