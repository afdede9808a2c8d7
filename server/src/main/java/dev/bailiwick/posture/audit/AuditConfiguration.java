package dev.bailiwick.posture.audit;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.postgres.authority.AuditTrail;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.function.ToDoubleFunction;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AuditConfiguration.class);

    /** Told of refusals by the toolkit, and by what answers errors here. */
    @Bean
    RefusalSums refusals(AuditTrail trail, MeterRegistry meters) {
        RefusalSums sums =
                RefusalSums.started(
                        (whose, minute, counts) -> {
                            try {
                                trail.keep(whose, minute, counts);
                            } catch (Exception e) {
                                log.warn(
                                        "Refusals could not be put on record yet: {}",
                                        e.toString());
                                throw e;
                            }
                        });
        counter(meters, sums, "anonymous", counts -> counts.anonymous());
        counter(meters, sums, "overflowed", counts -> counts.overflowed());
        counter(meters, sums, "lost", counts -> counts.lost());
        Gauge.builder("bailiwick.refusals.waiting", sums, each -> each.counts().waiting())
                .description("sums of refusals that are not on record yet")
                .register(meters);
        return sums;
    }

    private static void counter(
            MeterRegistry meters,
            RefusalSums sums,
            String kind,
            ToDoubleFunction<RefusalSums.Counts> count) {
        FunctionCounter.builder(
                        "bailiwick.refusals.unrecorded",
                        sums,
                        each -> count.applyAsDouble(each.counts()))
                .tag("kind", kind)
                .description("refusals that are in no record")
                .register(meters);
    }
}
