package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.spring.start.StartRefusedException;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

/** Hibernate on the wall without the module that pins its sessions. */
class WallJpaTest {

    @Test
    void k197ASharedCacheIsRefusedWhereNothingKeepsItsEntriesApart() {
        for (String cache :
                new String[] {
                    "hibernate.cache.use_second_level_cache", "hibernate.cache.use_query_cache"
                }) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(
                            () ->
                                    WallJpaAutoConfiguration.customize(
                                            new HashMap<>(Map.of(cache, "true"))))
                    .withMessageContaining(cache + " is on");
        }
    }

    @Test
    void theCatalogueIsNotAskedAtStart() {
        Map<String, Object> properties =
                new HashMap<>(Map.of("hibernate.cache.use_query_cache", false));

        WallJpaAutoConfiguration.customize(properties);

        assertThat(properties)
                .containsEntry("hibernate.boot.allow_jdbc_metadata_access", false)
                .containsEntry("jakarta.persistence.database-product-name", "PostgreSQL");
    }
}
