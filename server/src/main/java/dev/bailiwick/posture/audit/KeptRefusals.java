package dev.bailiwick.posture.audit;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.authority.AuditTrail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps sums of refusals in the record, and says in the log what could not be kept yet.
 *
 * @param trail writes them
 */
record KeptRefusals(AuditTrail trail) implements RefusalSums.Store {

    private static final Logger log = LoggerFactory.getLogger(KeptRefusals.class);

    @Override
    public void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts) throws Exception {
        keep(whose, minute, counts, UUID.randomUUID());
    }

    @Override
    public void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts, UUID batch)
            throws Exception {
        try {
            trail.keep(whose, minute, counts, batch);
        } catch (Exception e) {
            log.warn("Refusals could not be put on record yet: {}", e.toString());
            throw e;
        }
    }
}
