package dev.bailiwick.spring.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.audit.Rule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/** What an operator sees of refusals. */
class RefusalMetersTest {

    private static final Scope.Tenant DAN =
            Scope.Tenant.of(new TenantId(new UUID(0xA, 1))).as(new PrincipalId(new UUID(0, 4)));

    private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private final RefusalSums sums = new RefusalSums(RefusalMetersTest::fails, clock);
    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(RefusalMetersAutoConfiguration.class));

    private static void fails(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts) {
        throw new IllegalStateException("no database");
    }

    private static double unrecorded(MeterRegistry registry, String kind) {
        return registry.get("bailiwick.refusals.unrecorded")
                .tag("kind", kind)
                .functionCounter()
                .count();
    }

    @Test
    void tellHowManyAreOnlyCountedWaitAndHaveNoRoom() {
        application
                .withBean(RefusalSums.class, () -> sums)
                .run(
                        context -> {
                            MeterRegistry registry = new SimpleMeterRegistry();
                            context.getBean(MeterBinder.class).bindTo(registry);
                            sums.refused(null, Rule.RANK);
                            sums.refused(null, Rule.RANK);
                            for (int rule = 0; rule < 103; rule++) {
                                sums.refused(DAN, new Rule("rule-" + rule));
                            }
                            sums.flushAll();

                            assertThat(unrecorded(registry, "anonymous")).isEqualTo(2);
                            assertThat(unrecorded(registry, "overflowed")).isEqualTo(3);
                            assertThat(unrecorded(registry, "lost")).isZero();
                            assertThat(registry.get("bailiwick.refusals.waiting").gauge().value())
                                    .as(
                                            "what could not be kept is tried again, and that more"
                                                    + " flowed over")
                                    .isEqualTo(101);
                        });
    }

    @Test
    void areNotThereWithoutSumsOrWithoutMicrometer() {
        application.run(context -> assertThat(context).doesNotHaveBean("refusalMeters"));
        application
                .withBean(RefusalSums.class, () -> sums)
                .withClassLoader(new FilteredClassLoader(MeterRegistry.class, MeterBinder.class))
                .run(
                        context ->
                                assertThat(context)
                                        .hasNotFailed()
                                        .doesNotHaveBean("refusalMeters"));
    }
}
