package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What adapters bind goes where the scope goes, and nowhere else. */
class CarriedValueTest {

    private static final Scope ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));
    private static final CarriedValue<String> NOTE = CarriedValue.of(String.class);
    private static final CarriedValue<String> OTHER = CarriedValue.of(String.class);

    @Test
    void isBoundForOneCallAndRestoredAfterwards() {
        NOTE.call(
                "outer",
                () -> {
                    assertThat(
                                    NOTE.<Optional<String>, RuntimeException>call(
                                            "inner", NOTE::current))
                            .contains("inner");
                    assertThat(NOTE.current()).contains("outer");
                    assertThat(OTHER.current()).isEmpty();
                    return 0;
                });
        assertThat(NOTE.current()).isEmpty();
    }

    @Test
    void goesWithTheScopeToAnotherThreadAndNotByItself() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> asking = () -> NOTE.current().orElse("none");
            String carried =
                    Scopes.call(
                            ACME,
                            () ->
                                    NOTE.call(
                                            "kept",
                                            () -> threads.submit(Scopes.carry(asking)).get()));
            String notCarried = NOTE.call("kept", () -> threads.submit(asking).get());

            assertThat(carried).isEqualTo("kept");
            assertThat(notCarried).isEqualTo("none");
        }
    }

    @Test
    void isCarriedWithoutAScopeToo() throws Exception {
        StringBuilder seen = new StringBuilder();
        Runnable carried =
                NOTE.call(
                        "kept",
                        () -> CarriedValue.carry(() -> seen.append(NOTE.current().orElse("none"))));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(carried).get();
        }

        assertThat(seen).hasToString("kept");
    }
}
