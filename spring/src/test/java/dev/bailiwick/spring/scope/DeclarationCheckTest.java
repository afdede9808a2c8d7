package dev.bailiwick.spring.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.start.StartRefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.Scheduled;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A declaration that could not hold stops the start instead of being ignored. */
class DeclarationCheckTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(ScopedMethodsAutoConfiguration.class));

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Private.class, "work(): is private, so nothing can be done around it"),
                Arguments.of(Final.class, "work(): is final, so nothing can be done around it"),
                Arguments.of(Static.class, "work(): is static, so nothing can be done around it"),
                Arguments.of(
                        FinalClass.class, "work(): its class is final, so nothing can be done"),
                Arguments.of(CallsItself.class, "CallsItself.outer calls work of its own"),
                Arguments.of(CallsItselfInALambda.class, "calls work of its own, past the proxy"),
                Arguments.of(
                        CallsItselfByReference.class,
                        "CallsItselfByReference.outer calls work of its own"),
                Arguments.of(CallsFromInside.class, "calls work of its own, past the proxy"),
                Arguments.of(CalledFromAbove.class, "Template.run calls work of its own"),
                Arguments.of(Text.class, "@InTenant on a parameter of type String"),
                Arguments.of(Two.class, "work(): declares more than one of"),
                Arguments.of(NoReason.class, "@InMaintenance: Maintenance needs a reason"),
                Arguments.of(NoLimit.class, "@InMaintenance: "),
                Arguments.of(Returning.class, "@InEachTenant on a method that returns something"),
                Arguments.of(NoKind.class, "@RequiresScope of no kind"),
                Arguments.of(NoTenants.class, "no ActiveTenants bean names the tenants"),
                Arguments.of(Clock.class, "work(): is @Scheduled and declares no scope"),
                Arguments.of(ClockThatAsks.class, "work(): is @Scheduled and declares no scope"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void stopsTheStart(Class<?> bean, String fault) {
        runner.withBean(bean)
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .isInstanceOf(StartRefusedException.class)
                                        .hasMessageContaining(fault));
    }

    @Test
    void namesTheFaultsOfAllBeansAtOnce() {
        runner.withBean(Private.class)
                .withBean(Clock.class)
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasMessageContaining("2 fault(s)")
                                        .hasMessageContaining("Private.work()")
                                        .hasMessageContaining("Clock.work()"));
    }

    @Test
    void looksAtBeansWhoseClassIsKnownOnlyWhenTheyAreMade() {
        runner.withBean("hidden", Runnable.class, () -> new Hidden())
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasRootCauseInstanceOf(StartRefusedException.class));
    }

    @Test
    void refusesADeclarationOnAnInterfaceWhoseObjectAFactoryMakes() {
        runner.withBean(RepositoryFactory.class)
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasMessageContaining(
                                                "Repository.work(): is an interface's"));
    }

    @Test
    void leavesAloneWhatIsRight() {
        runner.withBean(Right.class)
                .withBean(ActiveTenants.class, () -> List::of)
                .run(context -> assertThat(context).hasNotFailed());
    }

    static class Private {
        @SuppressWarnings("UnusedMethod") // that nobody calls it is the point
        @InGlobalScope
        private void work() {}
    }

    static class Final {
        @InGlobalScope
        final void work() {}
    }

    static class Static {
        @InGlobalScope
        static void work() {}
    }

    static final class FinalClass {
        @InGlobalScope
        void work() {}
    }

    static class CallsItself {
        @InGlobalScope
        void work() {}

        void outer() {
            work();
        }
    }

    static class CallsItselfInALambda {
        @InGlobalScope
        void work() {}

        Runnable outer() {
            return () -> work();
        }
    }

    static class CallsItselfByReference {
        @InGlobalScope
        void work() {}

        Runnable outer() {
            return this::work;
        }
    }

    static class CallsFromInside {
        @InGlobalScope
        void work() {}

        class Inner {
            void run() {
                work();
            }
        }
    }

    abstract static class Template {
        abstract void work();

        void run() {
            work();
        }
    }

    static class CalledFromAbove extends Template {
        @Override
        @InGlobalScope
        void work() {}
    }

    static class Text {
        void work(@InTenant String tenant) {}
    }

    static class Two {
        @InGlobalScope
        @InEachTenant
        void work() {}
    }

    static class NoReason {
        @InMaintenance(reason = " ", limit = "1s")
        void work() {}
    }

    static class NoLimit {
        @InMaintenance(reason = "sweep", limit = "soon")
        void work() {}
    }

    static class Returning {
        @InEachTenant
        int work() {
            return 1;
        }
    }

    static class NoKind {
        @RequiresScope({})
        void work() {}
    }

    static class NoTenants {
        @InEachTenant
        void work() {}
    }

    static class Clock {
        @Scheduled(fixedDelay = 1)
        void work() {}
    }

    static class ClockThatAsks {
        @RequiresScope
        @Scheduled(fixedDelay = 1)
        void work() {}
    }

    interface Repository {
        @RequiresScope
        void work();
    }

    static class RepositoryFactory implements FactoryBean<Repository> {
        @Override
        public Repository getObject() {
            return () -> {};
        }

        @Override
        public Class<?> getObjectType() {
            return Repository.class;
        }
    }

    static class Hidden implements Runnable {
        @Override
        @InGlobalScope
        public final void run() {}
    }

    @InGlobalScope
    static class Right {
        /** Its methods are made of handles that are no methods. */
        record Event(TenantId tenant) {}

        Supplier<Event> made(TenantId tenant) {
            return () -> new Event(tenant);
        }

        void inherited() {
            own();
        }

        private void own() {}

        void tenant(@InTenant TenantId tenant) {}

        @Scheduled(fixedDelay = 1)
        @InEachTenant
        void each() {}

        @NoScope
        @Scheduled(fixedDelay = 1)
        void none() {}
    }
}
