package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.hibernate.Hibernate;
import org.hibernate.KeyType;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.List;

/** Policies do not look at caches: their keys must keep tenants apart, and do. */
class CacheIT {

    private static final Dimension<String> CLASSES = Dimension.of("classes", text -> text);

    private SessionFactory pinned;
    private SessionFactory bare;

    @BeforeEach
    void open() throws SQLException {
        Schools schools = Schools.open();
        pinned = schools.pinned(Plain.CLASSES);
        bare = schools.bare(Plain.CLASSES);
    }

    /** A way to something of Acme's that is in a cache; its name if it is found. */
    enum Way {
        ENTITY {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session -> named(session.find(Plain.Student.class, Schools.acme(1))));
            }
        },
        STATELESS {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromStatelessTransaction(
                        session -> named(session.get(Plain.Student.class, Schools.acme(1))));
            }
        },
        REFERENCE {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session -> {
                            try {
                                return named(
                                        (Plain.Student)
                                                Hibernate.unproxy(
                                                        session.getReference(
                                                                Plain.Student.class,
                                                                Schools.acme(1))));
                            } catch (org.hibernate.ObjectNotFoundException gone) {
                                return null;
                            }
                        });
            }
        },
        NATURAL_ID {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session ->
                                named(
                                        session.find(
                                                Plain.Student.class,
                                                "acme-1@school",
                                                KeyType.NATURAL)));
            }
        },
        MULTI_LOAD {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session ->
                                named(
                                        session.findMultiple(
                                                        Plain.Student.class,
                                                        List.of(Schools.acme(1)))
                                                .getFirst()));
            }
        },
        COLLECTION {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session -> {
                            Plain.Student student =
                                    session.find(Plain.Student.class, Schools.acme(1));
                            return student == null || student.enrolments.isEmpty()
                                    ? null
                                    : student.name;
                        });
            }
        },
        QUERY {
            @Override
            @Nullable String name(SessionFactory factory) {
                return factory.fromTransaction(
                        session ->
                                session.createSelectionQuery(
                                                "select name from Student order by name limit 1",
                                                String.class)
                                        .setCacheable(true)
                                        .getSingleResultOrNull());
            }
        };

        abstract @Nullable String name(SessionFactory factory);

        private static @Nullable String named(Plain.@Nullable Student student) {
            return student == null ? null : student.name;
        }
    }

    @ParameterizedTest
    @EnumSource
    void k197WhatIsCachedOfOneTenantIsNotFoundByAnother(Way way) {
        assertThat(Scopes.call(Schools.acme(), () -> way.name(pinned))).isEqualTo("acme-1");

        assertThat(Scopes.call(Schools.bolt(), () -> way.name(pinned))).isIn(null, "bolt-1");
        assertThat(Scopes.call(Schools.acme(), () -> way.name(pinned))).isEqualTo("acme-1");
    }

    @ParameterizedTest
    @EnumSource
    void k197ControlABareFactoryGivesOneTenantWhatIsCachedOfAnother(Way way) {
        Scopes.call(Schools.acme(), () -> way.name(bare));

        assertThat(Scopes.call(Schools.bolt(), () -> way.name(bare))).isEqualTo("acme-1");
    }

    @Test
    void aTenantFindsWhatItCachedItself() {
        Scopes.call(Schools.acme(), () -> Way.ENTITY.name(pinned));
        Scopes.call(Schools.acme().as(someone()), () -> Way.ENTITY.name(pinned));

        assertThat(pinned.getStatistics().getSecondLevelCacheHitCount()).isEqualTo(1);
    }

    @Test
    void aCachedQueryIsForItsPrincipalAlone() {
        Scope.Tenant ann = Schools.acme().as(someone());
        Scopes.call(ann, () -> Way.QUERY.name(pinned));
        Scopes.call(Schools.acme(), () -> Way.QUERY.name(pinned));
        assertThat(pinned.getStatistics().getQueryCacheHitCount()).isZero();

        Scopes.call(ann, () -> Way.QUERY.name(pinned));

        assertThat(pinned.getStatistics().getQueryCacheHitCount()).isEqualTo(1);
    }

    @Test
    void aNarrowedScopeDoesNotUseTheCacheAndKeepsItTrue() {
        Scope.Tenant narrowed = Schools.acme().with(CLASSES, "none");
        Scopes.call(Schools.acme(), () -> Way.ENTITY.name(pinned));
        long hits = pinned.getStatistics().getSecondLevelCacheHitCount();

        Scopes.run(
                narrowed,
                () ->
                        pinned.inTransaction(
                                session ->
                                        session.find(Plain.Student.class, Schools.acme(1)).name =
                                                "acme-changed"));

        assertThat(pinned.getStatistics().getSecondLevelCacheHitCount()).isEqualTo(hits);
        assertThat(Scopes.call(Schools.acme(), () -> Way.ENTITY.name(pinned)))
                .isEqualTo("acme-changed");
    }

    @Test
    void whatIsEvictedByItsIdentifierIsGone() {
        Scopes.call(Schools.acme(), () -> Way.ENTITY.name(pinned));
        pinned.getCache().evict(Plain.Student.class, Schools.acme(1));
        pinned.getCache().evictEntityData(Plain.Student.class, Schools.acme(1));

        Scopes.call(Schools.acme(), () -> Way.ENTITY.name(pinned));

        assertThat(pinned.getStatistics().getSecondLevelCacheHitCount()).isZero();
    }

    @Test
    void theGlobalScopeCachesNothing() {
        Scopes.run(
                new Scope.Global(),
                () ->
                        pinned.inTransaction(
                                session ->
                                        assertThat(
                                                        session.createSelectionQuery(
                                                                        "from Student",
                                                                        Plain.Student.class)
                                                                .list())
                                                .isEmpty()));

        assertThat(pinned.getStatistics().getSecondLevelCachePutCount()).isZero();
    }

    private static PrincipalId someone() {
        return PrincipalId.parse("00000000-0000-7000-8000-0000000000a1");
    }
}
