package dev.bailiwick.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.hibernate.Tenanted;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.scope.InTenant;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;
import org.springframework.transaction.annotation.Transactional;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.UUID;

/** Spring Data JPA behind a wall that its entities declare. */
@ExtendWith(OutputCaptureExtension.class)
class JpaIT {

    private static final String WITH_JPA = "spring.autoconfigure.exclude=";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.database();
    }

    @Test
    void aRepositoryReadsItsTenantsRowsAndNothingWithoutAScope() {
        try (ConfigurableApplicationContext application =
                Shop.start(database, Jpa.class, WITH_JPA)) {
            Items items = application.getBean(Items.class);

            assertThat(Scopes.call(Shop.acme(), items::count)).isEqualTo(2);
            assertThat(Scopes.call(Shop.bolt(), () -> items.findAll().iterator().next().name))
                    .isEqualTo("bolt-nut");
            assertThatThrownBy(items::count).hasStackTraceContaining("ScopeRequiredException");
        }
    }

    @Test
    void aServiceWithAScopeOfItsOwnWritesIntoItsTenant() {
        try (ConfigurableApplicationContext application =
                Shop.start(database, Jpa.class, WITH_JPA)) {
            application.getBean(Stock.class).add(Shop.acme().tenant(), "acme-piano");
            Items items = application.getBean(Items.class);

            assertThat(Scopes.call(Shop.acme(), items::count)).isEqualTo(3);
            assertThat(Scopes.call(Shop.bolt(), items::count)).isEqualTo(1);
        }
    }

    @Test
    void sessionsThatStayOpenInTheViewAreRefused(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.serve(
                                        database,
                                        Jpa.class,
                                        WITH_JPA,
                                        "spring.jpa.open-in-view=true"))
                .isNotNull();
        assertThat(output)
                .contains("keeps the session open while the view is rendered")
                .contains("Set spring.jpa.open-in-view=false");
    }

    interface Items extends CrudRepository<Item, ItemKey> {}

    record ItemKey(@Nullable UUID tenantId, UUID id) implements Serializable {}

    @Entity
    @jakarta.persistence.Table(name = "item")
    @Tenanted
    @IdClass(ItemKey.class)
    static class Item {

        @Id
        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenantId;

        @Id UUID id = UUID.randomUUID();

        String name = "";

        Item() {}

        Item(String name) {
            this.name = name;
        }
    }

    static class Stock {

        private final Items items;

        Stock(Items items) {
            this.items = items;
        }

        @Transactional
        void add(@InTenant dev.bailiwick.core.TenantId tenant, String name) {
            items.save(new Item(name));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EntityScan(basePackageClasses = JpaIT.class)
    @EnableJpaRepositories(basePackageClasses = JpaIT.class, considerNestedRepositories = true)
    @Import(Stock.class)
    static class Jpa {

        // snippet entities
        @Bean
        Wall wall(ApplicationContext application) {
            return ScannedEntities.wall(
                    application,
                    "shop",
                    Roles.of("shop_owner", "shop_app").withMaintenance("shop_maint"),
                    Table.global("country"),
                    Table.internal("flyway_schema_history").leftToItsTool(),
                    Table.identity("membership")
                            .select(Rows.own("person_id"), Rows.ofTenant("tenant_id")));
        }
        // end
    }
}
