package dev.bailiwick.hibernate;

import dev.bailiwick.core.ScopeRequiredException;

import jakarta.persistence.EntityManagerFactory;

import org.hibernate.SharedSessionBuilder;
import org.hibernate.SharedStatelessSessionBuilder;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.creation.internal.SessionBuilderImpl;
import org.hibernate.engine.creation.internal.SessionCreationOptions;
import org.hibernate.engine.creation.internal.SessionCreationOptionsAdaptor;
import org.hibernate.engine.creation.internal.SharedSessionBuilderImpl;
import org.hibernate.engine.creation.internal.SharedSessionCreationOptions;
import org.hibernate.engine.creation.internal.SharedStatelessSessionBuilderImpl;
import org.hibernate.engine.creation.internal.StatelessSessionBuilderImpl;
import org.hibernate.engine.creation.spi.SessionBuilderImplementor;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.internal.SessionFactoryImpl;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/** A session factory all of whose sessions are pinned to the scope that they were opened in. */
final class PinnedSessionFactory extends SessionFactoryImpl {

    private static final long serialVersionUID = 1L;

    private final transient Model model;
    private transient @Nullable CacheImplementor cache;

    PinnedSessionFactory(
            MetadataImplementor metadata,
            SessionFactoryOptions options,
            BootstrapContext bootstrap) {
        this.model = Model.of(metadata, options);
        super(metadata, options, bootstrap);
    }

    /**
     * @throws IllegalArgumentException if the sessions of {@code factory} are not pinned
     */
    static PinnedSessionFactory of(EntityManagerFactory factory) {
        if (factory.unwrap(SessionFactoryImplementor.class)
                instanceof PinnedSessionFactory pinned) {
            return pinned;
        }
        throw new IllegalArgumentException(
                "The sessions of this factory are not pinned to their scopes: Hibernate was started"
                        + " past its own service loading");
    }

    Owners owners() {
        return model.owners();
    }

    EntityTables tables() {
        return model.tables();
    }

    /**
     * The pin of a session that is being opened.
     *
     * @param what the session, as the subject of a sentence
     */
    Pin pin(String what, SessionCreationOptions options) {
        Pin pin = Pin.here(what);
        Object tenant = options.getTenantIdentifierValue();
        if (!model.tenant().of(pin.scope().orElse(null)).equals(tenant)) {
            String refused =
                    "%s for the tenant %s, named beside the scope,".formatted(what, tenant);
            throw pin.scope()
                    .map(scope -> ScopeRequiredException.wrongKind(refused, scope))
                    .orElseGet(() -> ScopeRequiredException.none(refused));
        }
        boolean shared =
                options instanceof SharedSessionCreationOptions sharing
                        && sharing.isTransactionCoordinatorShared();
        if (options.getConnection() != null && !shared) {
            throw new IllegalArgumentException(
                    "A session takes its connection from the ScopedDataSource; bring none");
        }
        return pin;
    }

    /**
     * What a session of no single tenant may have changed is cached under keys that it does not
     * use.
     */
    void evict(Pin pin) {
        if (pin.staleness()) {
            getCache().evictAllRegions();
        }
    }

    @Override
    public CurrentTenantIdentifierResolver<Object> getCurrentTenantIdentifierResolver() {
        return model.tenant();
    }

    @Override
    public JavaType<Object> getTenantIdentifierJavaType() {
        return model.tenant().type();
    }

    @Override
    public CacheImplementor getCache() {
        CacheImplementor known = cache;
        if (known == null) {
            known = QueriesByScope.in(super.getCache());
            cache = known;
        }
        return known;
    }

    @Override
    public SessionBuilderImplementor withOptions() {
        return new SessionBuilderImpl(this) {
            @Override
            protected SessionImplementor createSession() {
                return new PinnedSession(PinnedSessionFactory.this, this);
            }
        };
    }

    @Override
    public StatelessSessionBuilder withStatelessOptions() {
        return new StatelessSessionBuilderImpl(this) {
            @Override
            protected StatelessSessionImplementor createStatelessSession() {
                return new PinnedStatelessSession(PinnedSessionFactory.this, this);
            }
        };
    }

    SharedSessionBuilder sessionBeside(SharedSessionContractImplementor original) {
        return new SharedSessionBuilderImpl(original) {
            @Override
            protected SessionImplementor createSession() {
                return new PinnedSession(PinnedSessionFactory.this, this);
            }
        };
    }

    SharedStatelessSessionBuilder statelessSessionBeside(
            SharedSessionContractImplementor original) {
        return new SharedStatelessSessionBuilderImpl(original) {
            @Override
            protected StatelessSessionImplementor createStatelessSession() {
                return new PinnedStatelessSession(
                        PinnedSessionFactory.this,
                        new SessionCreationOptionsAdaptor(
                                PinnedSessionFactory.this, this, this.original));
            }
        };
    }
}
