package dev.bailiwick.posture.ingestion;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.LongRequest;
import dev.bailiwick.posture.access.LongRequests;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import jakarta.servlet.http.HttpServletRequest;

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

    private final LongRequests requests;
    private final int most;
    private final int mostOfTenant;
    private final Map<TenantId, Integer> byTenant = new HashMap<>();
    private int all;

    Arrivals(IngestionProperties limits, LongRequests requests) {
        this.requests = requests;
        this.most = limits.mostAtOnce();
        this.mostOfTenant = limits.mostAtOnceOfTenant();
    }

    /**
     * One upload's place among them, until it is closed.
     *
     * @param request that brings it
     */
    record Place(LongRequest request, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    /**
     * Takes a place for an upload to the tenant in scope.
     *
     * @throws ApiException 429 if the tenant has all of its places, 503 if the process has
     */
    Place begin(HttpServletRequest request) {
        TenantId tenant = Scopes.requireTenant().tenant();
        enter(tenant);
        return new Place(
                requests.begin(request, Permission.MANAGE_INGESTIONS), () -> leave(tenant));
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
