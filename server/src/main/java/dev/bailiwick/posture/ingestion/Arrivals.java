package dev.bailiwick.posture.ingestion;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The uploads that this process is receiving. Each holds a thread for as long as it comes, so some
 * threads are kept from them, and some of theirs from every single tenant.
 */
@Component
final class Arrivals {

    private static final Duration RETRY = Duration.ofSeconds(30);

    private final int most;
    private final int mostOfTenant;
    private final Map<TenantId, Integer> byTenant = new HashMap<>();
    private int all;

    Arrivals(IngestionProperties limits) {
        this.most = limits.mostAtOnce();
        this.mostOfTenant = limits.mostAtOnceOfTenant();
    }

    /** One upload's place among them, until it is closed. */
    interface Place extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Takes a place for an upload of the tenant in scope.
     *
     * @throws ApiException 429 if the tenant has all of its places, 503 if the process has
     */
    Place begin() {
        TenantId tenant = Scopes.requireTenant().tenant();
        enter(tenant);
        return () -> leave(tenant);
    }

    private synchronized void enter(TenantId tenant) {
        int own = byTenant.getOrDefault(tenant, 0);
        if (own >= mostOfTenant) {
            throw ApiException.throttled(RETRY);
        }
        if (all >= most) {
            throw ApiException.unavailable(
                    "Too many uploads are under way. Try again in %d seconds."
                            .formatted(RETRY.toSeconds()),
                    RETRY);
        }
        byTenant.put(tenant, own + 1);
        all++;
    }

    private synchronized void leave(TenantId tenant) {
        byTenant.computeIfPresent(tenant, (key, own) -> own == 1 ? null : own - 1);
        all--;
    }
}
