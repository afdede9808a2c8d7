package dev.bailiwick.posture.scan.making;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;

import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What goes on beside a scanner while the database comes and goes. */
class BeatTest {

    private final AtomicInteger refused = new AtomicInteger();
    private final List<String> signs = new CopyOnWriteArrayList<>();

    @Test
    void goesOnWhenNoConnectionIsGotForAWhile() {
        refused.set(1);

        try (Beat _ = begun()) {
            Eventually.holds(() -> signs.contains("40 %"));
        }

        assertThat(refused).hasValue(0);
    }

    private Beat begun() {
        Scope tenant = Scope.Tenant.of(new TenantId(UUID.randomUUID()));
        return Scopes.call(tenant, () -> Beat.of(kept(), () -> 40));
    }

    /** Writes down what is done; the first transactions get no connection. */
    private Beat.Signs kept() {
        return new Beat.Signs(
                this::transaction, percent -> signs.add(percent + " %"), () -> signs.add("alive"));
    }

    private void transaction(Runnable work) {
        if (refused.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new CannotCreateTransactionException("no connection");
        }
        work.run();
    }
}
