package org.chainsmith.cinder;

import java.util.HashSet;
import java.util.Optional;
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

    private @Nullable Set<String> declared;
    private @Nullable StatusForm form;

    /**
     * The form to use. Where the service does not tell, the detailed one, which an older service refuses as a whole, before
     * anything is done; see {@link #understandsOnlyPlain}.
     */
    synchronized StatusForm form(CinderCalls calls) {
        if (form == null) {
            Optional<Set<String>> aliases = aliases(calls);
            form = aliases.isEmpty() || aliases.get().contains(DETAILED_STATUS)
                    ? StatusForm.DETAILED
                    : StatusForm.PLAIN;
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
        return aliases(calls).filter(aliases -> aliases.contains(RECORDS)).isPresent();
    }

    /** The declared aliases; empty if the service has no such list. */
    private Optional<Set<String>> aliases(CinderCalls calls) {
        if (declared != null) {
            return Optional.of(declared);
        }
        CinderCall call = CinderCall.read("list what it can do", "/extensions");
        try {
            Attempts attempts = calls.send(call);
            int status = attempts.answer().status();
            if (status == 403 || status == 404 || status == 410) {
                return Optional.empty();
            }
            if (!attempts.answer().isSuccess()) {
                throw CinderErrors.of(call, attempts);
            }
            Set<String> found = new HashSet<>();
            CinderCalls.object(call, attempts.answer())
                    .path("extensions")
                    .forEach(extension -> found.add(extension.path("alias").asString("")));
            declared = Set.copyOf(found);
            return Optional.of(declared);
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }
}
