package org.chainsmith.testkit.generate;

import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.When;

/**
 * A fault that meets an operation, and perhaps what follows it.
 *
 * @param failure the error of the effect; empty if it kills
 * @param killAfter after a failure: dies so many effects later, if it gets there
 * @param killRecovery the recovery dies at this effect, if it gets there
 */
public record Strike(
        When when,
        int effect,
        Optional<ErrorCode> failure,
        Optional<Integer> killAfter,
        Optional<Integer> killRecovery) {

    /** Effects with this fault. */
    public KillAtEffect effects() {
        if (failure.isEmpty()) {
            return KillAtEffect.kill(when, effect);
        }
        KillAtEffect failing = KillAtEffect.fail(when, effect, failure.get());
        return killAfter.map(later -> failing.thenKill(effect + 1 + later)).orElse(failing);
    }

    /** Effects for the recovery. */
    public KillAtEffect recoveryEffects() {
        return killRecovery.map(at -> KillAtEffect.kill(When.BEFORE, at)).orElseGet(KillAtEffect::never);
    }
}
