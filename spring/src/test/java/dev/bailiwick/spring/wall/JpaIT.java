package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.UUID;

/** Spring Data JPA behind the wall. */
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
            assertThat(Scopes.call(Shop.bolt(), () -> items.findAll().iterator().next().name()))
                    .isEqualTo("bolt-nut");
            assertThatThrownBy(items::count).isInstanceOf(ScopeRequiredException.class);
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

    record ItemKey(UUID tenantId, UUID id) implements Serializable {}

    @Entity
    @Table(name = "item")
    @IdClass(ItemKey.class)
    static class Item {

        @Id
        @Column(name = "tenant_id")
        private UUID tenantId = Shop.ACME.value();

        @Id private UUID id = UUID.randomUUID();

        private String name = "";

        String name() {
            return name;
        }

        ItemKey key() {
            return new ItemKey(tenantId, id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EntityScan(basePackageClasses = JpaIT.class)
    @EnableJpaRepositories(basePackageClasses = JpaIT.class, considerNestedRepositories = true)
    static class Jpa {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }
    }
}
