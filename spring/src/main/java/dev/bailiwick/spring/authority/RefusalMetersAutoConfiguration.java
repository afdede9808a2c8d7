package dev.bailiwick.spring.authority;

import dev.bailiwick.core.audit.RefusalSums;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import java.util.List;
import java.util.function.ToLongFunction;

/** How many refusals are in no record, and how many are on their way into it. */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
class RefusalMetersAutoConfiguration {

    @Bean
    @ConditionalOnBean(RefusalSums.class)
    MeterBinder refusalMeters(ObjectProvider<RefusalSums> sums) {
        // held from here: meters hold what they look at weakly
        List<RefusalSums> all = sums.stream().toList();
        return registry -> {
            unrecorded(registry, all, "anonymous", RefusalSums.Counts::anonymous);
            unrecorded(registry, all, "overflowed", RefusalSums.Counts::overflowed);
            unrecorded(registry, all, "lost", RefusalSums.Counts::lost);
            Gauge.builder(
                            "bailiwick.refusals.waiting",
                            all,
                            each -> sum(each, one -> one.waiting()))
                    .description("sums of refusals that are not on record yet")
                    .register(registry);
        };
    }

    private static void unrecorded(
            MeterRegistry registry,
            List<RefusalSums> all,
            String kind,
            ToLongFunction<RefusalSums.Counts> count) {
        FunctionCounter.builder("bailiwick.refusals.unrecorded", all, each -> sum(each, count))
                .tag("kind", kind)
                .description("refusals that are in no record")
                .register(registry);
    }

    private static long sum(List<RefusalSums> all, ToLongFunction<RefusalSums.Counts> count) {
        return all.stream().map(RefusalSums::counts).mapToLong(count).sum();
    }
}
