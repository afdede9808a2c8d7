package dev.bailiwick.core.audit;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

/**
 * Hears of refusals. Neither fails nor waits: what is refused is refused, whether it can be put on
 * record or not.
 */
@FunctionalInterface
public interface RefusalAudit {

    /**
     * @param scope that of whoever was refused, or the one that was refused to them; null for
     *     nobody in particular
     */
    void refused(@Nullable Scope scope, Rule rule);

    /** Hears and forgets. */
    static RefusalAudit none() {
        return (scope, rule) -> {};
    }
}
