package dev.bailiwick.spring.wall;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Optional;

import javax.sql.DataSource;

/**
 * The figures of pools behind the wall, which Boot looks for by unwrapping, and a scoped data
 * source does not hand out what it guards.
 */
@AutoConfiguration(after = WallAutoConfiguration.class)
@ConditionalOnBean(ScopedDataSources.class)
@ConditionalOnClass(DataSourcePoolMetadataProvider.class)
class PoolMetersAutoConfiguration {

    @Bean
    DataSourcePoolMetadataProvider scopedPoolMetadata(
            ScopedDataSources scoped, ObjectProvider<DataSourcePoolMetadataProvider> providers) {
        return new ScopedPoolMetadata(scoped, providers);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
        MeterRegistry.class,
        HikariDataSource.class,
        MicrometerMetricsTrackerFactory.class
    })
    static class Hikari {

        @Bean
        MeterBinder scopedHikariMeters(ScopedDataSources scoped) {
            return registry ->
                    scoped.pools()
                            .values()
                            .forEach(
                                    gated -> {
                                        if (gated.pool() instanceof HikariDataSource pool
                                                && pool.getMetricRegistry() == null
                                                && pool.getMetricsTrackerFactory() == null) {
                                            pool.setMetricsTrackerFactory(
                                                    new MicrometerMetricsTrackerFactory(registry));
                                        }
                                    });
        }
    }

    /** Numbers alone, of the pool under a scoped data source, by whoever knows its kind. */
    private record ScopedPoolMetadata(
            ScopedDataSources scoped, ObjectProvider<DataSourcePoolMetadataProvider> providers)
            implements DataSourcePoolMetadataProvider {

        @Override
        public @Nullable DataSourcePoolMetadata getDataSourcePoolMetadata(DataSource source) {
            return scoped.under(source)
                    .flatMap(
                            pool ->
                                    providers
                                            .orderedStream()
                                            .filter(other -> !(other instanceof ScopedPoolMetadata))
                                            .flatMap(other -> known(other, pool).stream())
                                            .findFirst())
                    .orElse(null);
        }

        private static Optional<DataSourcePoolMetadata> known(
                DataSourcePoolMetadataProvider other, DataSource pool) {
            return Optional.ofNullable(other.getDataSourcePoolMetadata(pool));
        }
    }
}
