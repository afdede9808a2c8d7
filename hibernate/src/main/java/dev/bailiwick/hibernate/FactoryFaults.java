package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.GuardedDataSource;

import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/** Settings of Hibernate with which sessions could not be held to their scopes. */
final class FactoryFaults {

    private FactoryFaults() {}

    static List<Fault> in(SessionFactoryOptions options) {
        List<Fault> faults = new ArrayList<>();
        if (options.isInitializeLazyStateOutsideTransactionsEnabled()) {
            faults.add(
                    EntityFault.HIBERNATE_SETTING.of(
                            "setting hibernate.enable_lazy_load_no_trans",
                            "would load what is lazy in whichever scope"
                                    + " is current then; take it away"));
        }
        if (options.getCurrentTenantIdentifierResolver() != null) {
            faults.add(
                    EntityFault.HIBERNATE_SETTING.of(
                            "setting hibernate.tenant_identifier_resolver",
                            "would name the tenant beside the scope;" + " take it away"));
        }
        if (options.isMultiTenancyEnabled()) {
            faults.add(
                    EntityFault.HIBERNATE_SETTING.of(
                            "setting hibernate.multi_tenant_connection_provider",
                            "hands out connections past the" + " ScopedDataSource; take it away"));
        } else if (!isScoped(options)) {
            faults.add(
                    EntityFault.HIBERNATE_SETTING.of(
                            "setting hibernate.connection.datasource",
                            "connections do not come from a ScopedDataSource; give one"));
        }
        return faults;
    }

    private static boolean isScoped(SessionFactoryOptions options) {
        return guarded(options).isPresent();
    }

    /** The wall that the sessions are held to, however it was made. */
    static Optional<Wall> wall(SessionFactoryOptions options) {
        return guarded(options).flatMap(GuardedDataSource::wall);
    }

    private static Optional<GuardedDataSource> guarded(SessionFactoryOptions options) {
        ConnectionProvider provider =
                options.getServiceRegistry().requireService(ConnectionProvider.class);
        if (!provider.isUnwrappableAs(DataSource.class)) {
            return Optional.empty();
        }
        try {
            DataSource source = provider.unwrap(DataSource.class);
            return source.isWrapperFor(GuardedDataSource.class)
                    ? Optional.of(source.unwrap(GuardedDataSource.class))
                    : Optional.empty();
        } catch (SQLException unknown) {
            return Optional.empty();
        }
    }
}
