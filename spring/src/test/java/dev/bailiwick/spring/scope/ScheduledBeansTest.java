package dev.bailiwick.spring.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.start.StartRefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** What others schedule is given its scope from outside, by bean or by class. */
class ScheduledBeansTest {

    private static final TenantId ACME = new TenantId(new UUID(7, 1));

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(ScopedMethodsAutoConfiguration.class))
                    .withUserConfiguration(Scheduling.class)
                    .withBean("cleaner", Cleaner.class)
                    .withBean(ActiveTenants.class, () -> () -> List.of(ACME));

    @Test
    void withoutADeclarationTheStartIsRefusedAndSaysHow() {
        runner.run(
                context ->
                        assertThat(context)
                                .getFailure()
                                .isInstanceOf(StartRefusedException.class)
                                .hasMessageContaining("Cleaner.clean(): is @Scheduled"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cleaner | none | no scope
                    cleaner | global | global
                    cleaner | each-tenant | tenant
                    cleaner | maintenance for 30s: expired sessions | maintenance
                    dev.bailiwick.spring.scope.Cleaner | global | global
                    """)
    void runsInWhatIsDeclared(String bean, String scope, String expected) {
        runner.withPropertyValues("bailiwick.scheduled.%s=%s".formatted(bean, scope))
                .run(
                        context ->
                                assertThat(context.getBean(Cleaner.class).ran())
                                        .contains(expected));
    }

    @Test
    void maintenanceHasItsReasonAndItsLimit() {
        runner.withPropertyValues(
                        "bailiwick.scheduled.cleaner=maintenance for 30s: expired sessions")
                .run(
                        context ->
                                assertThat(context.getBean(Cleaner.class).ran())
                                        .contains("expired sessions"));
    }

    @ParameterizedTest(name = "{0}={1} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cleanr | none | bailiwick.scheduled.cleanr: there is no bean of that name or class
                    cleaner | every tenant | bailiwick.scheduled.cleaner: 'every tenant' is none of none, global
                    cleaner | maintenance for ever: no | cleaner: 'maintenance for ever: no' is none of
                    idle | none | is @Scheduled
                    """)
    void aSlipStopsTheStart(String bean, String scope, String fault) {
        runner.withBean("idle", Object.class)
                .withPropertyValues("bailiwick.scheduled.%s=%s".formatted(bean, scope))
                .run(context -> assertThat(context).getFailure().hasMessageContaining(fault));
    }

    @Test
    void whatNoProxyCanStandAroundMayHaveNoneAndNothingElse() {
        ApplicationContextRunner closed =
                new ApplicationContextRunner()
                        .withConfiguration(
                                AutoConfigurations.of(ScopedMethodsAutoConfiguration.class))
                        .withBean("closed", Pinger.class);
        closed.withPropertyValues("bailiwick.scheduled.closed=none")
                .run(context -> assertThat(context).hasNotFailed());
        closed.withBean("nested", Nested.class)
                .withPropertyValues(
                        "bailiwick.scheduled.closed=none",
                        "bailiwick.scheduled[%s]=none".formatted(Nested.class.getName()))
                .run(context -> assertThat(context).hasNotFailed());
        closed.withPropertyValues("bailiwick.scheduled.closed=global")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasMessageContaining("its class is final"));
    }

    @Test
    void theGuidesSettingsHold() throws IOException {
        runner.withBean("pinger", Pinger.class)
                .withPropertyValues(
                        Files.readAllLines(Path.of("src/test/resources/scheduled.properties"))
                                .toArray(String[]::new))
                .run(
                        context ->
                                assertThat(context.getBean(Cleaner.class).ran())
                                        .contains("expired sessions"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    /** A class that is not at the top is written in brackets. */
    static class Nested {

        @Scheduled(fixedDelay = 50)
        public void run() {}
    }
}
