package dev.bailiwick.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.shop.WideShop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.concurrent.TimeUnit;

/** What the guide shows does what it says. */
class GuideIT {

    private static ConfigurableApplicationContext application;
    private static Items items;

    @BeforeAll
    static void start() throws Exception {
        application =
                Shop.serve(
                        WideShop.database(),
                        ShopApplication.class,
                        "bailiwick.tenant.source=header:X-Tenant");
        items = application.getBean(Items.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void eachAnnotationEntersWhatItSays() {
        assertThat(items.countOf(Shop.BOLT)).isEqualTo(1);
        assertThat(Scopes.call(Shop.bolt(), () -> items.count())).isEqualTo(1);
        assertThat(items.countries()).isEqualTo(1);
        assertThat(items.countEverywhere()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void scheduledWorkGoesThroughAllTenantsThatThereAre() throws Exception {
        items.nightly();

        assertThat(Items.DONE.poll(2, TimeUnit.MINUTES)).isEqualTo("nightly in " + Shop.ACME);
        assertThat(Items.DONE.poll(2, TimeUnit.MINUTES)).isEqualTo("nightly in " + Shop.BOLT);
        assertThat(Items.DONE).isEmpty();
    }

    @Test
    void anEventIsHeardInItsScope() throws Exception {
        Scopes.run(Shop.acme(), () -> items.add("acme-piano"));

        assertThat(Items.DONE.poll(2, TimeUnit.MINUTES)).isEqualTo("acme-piano makes 3");
    }
}
