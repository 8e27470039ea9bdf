package org.chainsmith.app.cli;

import java.util.Locale;
import java.util.Map;

/** How answers and errors are printed. */
enum OutputFormat {
    TABLE,
    JSON;

    static final String OPTION = "--output";
    static final String VARIABLE = "CHAINSMITH_OUTPUT";

    /** The format that is asked for, also when the rest of the command line is wrong. */
    static OutputFormat asked(String[] arguments, Map<String, String> environment) {
        String asked = environment.getOrDefault(VARIABLE, "");
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            if (arguments[i].startsWith(OPTION + "=")) {
                asked = arguments[i].substring(OPTION.length() + 1);
            } else if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                asked = arguments[i + 1];
            }
        }
        return asked.equalsIgnoreCase(JSON.toString()) ? JSON : TABLE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
