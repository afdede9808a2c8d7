package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.hibernate.SessionFactory;
import org.hibernate.boot.internal.MetadataImpl;
import org.hibernate.boot.internal.SessionFactoryBuilderImpl;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.SessionFactoryBuilderService;
import org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentInitiator;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Lets Hibernate build pinned session factories. Found by Hibernate's own service loading, so that
 * no setting can be forgotten.
 */
public final class PinnedBuilding implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
        builder.addInitiator(new Looking());
    }

    /**
     * Hibernate looks at the database when it starts, which no request does: in the global scope,
     * where no tenant's row is to be seen.
     */
    private static <T> T starting(Supplier<T> work) {
        return Scopes.current().isPresent()
                ? work.get()
                : Scopes.call(new Scope.Global(), work::get);
    }

    private static final class Looking implements StandardServiceInitiator<JdbcEnvironment> {

        @Override
        public JdbcEnvironment initiateService(
                Map<String, Object> settings, ServiceRegistryImplementor registry) {
            return starting(
                    () -> JdbcEnvironmentInitiator.INSTANCE.initiateService(settings, registry));
        }

        @Override
        public Class<JdbcEnvironment> getServiceInitiated() {
            return JdbcEnvironment.class;
        }
    }

    private static final class Initiator
            implements StandardServiceInitiator<SessionFactoryBuilderService> {

        @Override
        public SessionFactoryBuilderService initiateService(
                Map<String, Object> settings, ServiceRegistryImplementor registry) {
            return Builder::new;
        }

        @Override
        public Class<SessionFactoryBuilderService> getServiceInitiated() {
            return SessionFactoryBuilderService.class;
        }
    }

    private static final class Builder extends SessionFactoryBuilderImpl {

        private final MetadataImpl metadata;
        private final BootstrapContext bootstrap;

        private Builder(MetadataImpl metadata, BootstrapContext bootstrap) {
            super(metadata, bootstrap);
            this.metadata = metadata;
            this.bootstrap = bootstrap;
        }

        @Override
        public SessionFactory build() {
            return starting(
                    () ->
                            new PinnedSessionFactory(
                                    metadata, buildSessionFactoryOptions(), bootstrap));
        }
    }
}
