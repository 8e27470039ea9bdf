package org.chainsmith.cinder;

import java.util.HashSet;
import java.util.Set;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.resilience.Attempts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the volume service at the other end understands: asked once, remembered, never guessed from a version. It declares it
 * by aliases in its list of extensions.
 */
final class Peer {
    /** Declares that it understands {@link StatusForm#DETAILED}. */
    static final String DETAILED_STATUS = "os-snapshot-compute-complete";

    /** Declares that it keeps records of snapshots that it has no hand in. */
    static final String RECORDS = "os-snapshot-metadata-actions";

    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    private @Nullable Declared declared;
    private @Nullable StatusForm form;

    /**
     * The form to use. Where the service does not tell, the detailed one, which an older service refuses as a whole, before
     * anything is done; see {@link #understandsOnlyPlain}.
     */
    synchronized StatusForm form(CinderCalls calls) {
        if (form == null) {
            Declared said = declared(calls);
            form = !said.isList() || said.aliases().contains(DETAILED_STATUS) ? StatusForm.DETAILED : StatusForm.PLAIN;
            LOG.info("outcomes are told in the form {}", form);
        }
        return form;
    }

    /** Remembers that the service has refused the detailed form. */
    synchronized void understandsOnlyPlain() {
        form = StatusForm.PLAIN;
        LOG.info("outcomes are told in the form {}, since the other was refused", form);
    }

    synchronized boolean keepsRecords(CinderCalls calls) {
        return declared(calls).aliases().contains(RECORDS);
    }

    /** What the service declared; of one without such a list, that it has none. */
    private record Declared(boolean isList, Set<String> aliases) {}

    private Declared declared(CinderCalls calls) {
        if (declared == null) {
            declared = ask(calls);
            LOG.info(
                    "the volume service {} records of snapshots that it has no hand in",
                    declared.aliases().contains(RECORDS) ? "keeps" : "keeps no");
        }
        return declared;
    }

    private static Declared ask(CinderCalls calls) {
        CinderCall call = CinderCall.read("list what it can do", "/extensions");
        try {
            Attempts attempts = calls.send(call);
            int status = attempts.answer().status();
            if (status == 403 || status == 404 || status == 410) {
                return new Declared(false, Set.of());
            }
            if (!attempts.answer().isSuccess()) {
                throw CinderErrors.of(call, attempts);
            }
            Set<String> found = new HashSet<>();
            CinderCalls.object(call, attempts.answer())
                    .path("extensions")
                    .forEach(extension -> found.add(extension.path("alias").asString("")));
            return new Declared(true, Set.copyOf(found));
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }
}
