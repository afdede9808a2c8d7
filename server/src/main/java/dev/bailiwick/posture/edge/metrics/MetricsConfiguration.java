package dev.bailiwick.posture.edge.metrics;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;

/**
 * The registry is always there; the JVM, the pools and the port only when somebody asked for
 * figures.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetricsProperties.class)
class MetricsConfiguration {

    @Bean
    PrometheusMeterRegistry meterRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("bailiwick.metrics.port")
    JvmGcMetrics garbageCollection(MeterRegistry registry) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        JvmGcMetrics collections = new JvmGcMetrics();
        collections.bindTo(registry);
        return collections;
    }

    @Bean
    @ConditionalOnProperty("bailiwick.metrics.port")
    SmartInitializingSingleton poolMetrics(ListableBeanFactory beans, MeterRegistry registry) {
        MicrometerMetricsTrackerFactory factory = new MicrometerMetricsTrackerFactory(registry);
        // one pool may stand under two names
        return () ->
                Set.copyOf(beans.getBeansOfType(HikariDataSource.class).values())
                        .forEach(pool -> pool.setMetricsTrackerFactory(factory));
    }

    @Bean
    @ConditionalOnProperty("bailiwick.metrics.port")
    MetricsServer metricsServer(MetricsProperties properties, PrometheusMeterRegistry registry) {
        int port = Objects.requireNonNull(properties.port(), "bailiwick.metrics.port");
        return new MetricsServer(new InetSocketAddress(properties.address(), port), registry);
    }
}
