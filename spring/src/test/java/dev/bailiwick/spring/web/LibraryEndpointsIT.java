package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.library.Documentation;
import dev.bailiwick.spring.shop.Shop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.util.Set;

/** Beside the application's own endpoints, those of a library and of the actuator. */
class LibraryEndpointsIT {

    private static final String[] NOBODY = {};
    private static final String[] MEMBER = {
        "X-Who", Shop.ANN.toString(), "X-Tenant", Shop.ACME.toString()
    };

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "anonymous: it is public, 200, 200",
        "any-member, 401, 200",
        "permission STAFF, 401, 403"
    })
    void isServedToWhomThePropertySays(String value, int toNobody, int toMember) throws Exception {
        try (ConfigurableApplicationContext application =
                        serve("bailiwick.endpoint.dev.bailiwick.spring.library=" + value);
                Browser browser = new Browser(application)) {
            assertThat(browser.get("/docs", NOBODY).statusCode()).isEqualTo(toNobody);
            assertThat(browser.get("/docs", MEMBER).statusCode()).isEqualTo(toMember);
            assertThat(browser.get("/items", NOBODY).statusCode()).as("own ones").isEqualTo(401);
            assertThat(browser.get("/actuator/bailiwick", NOBODY).body())
                    .contains("/docs", value, "bailiwick.endpoint.dev.bailiwick.spring.library");
        }
    }

    /** They are not controllers: who may see them is said by {@code management.*} and Security. */
    @Test
    void theActuatorOnTheSamePortAndErrorsNeedNoDeclaration() throws Exception {
        try (ConfigurableApplicationContext application =
                        serve("bailiwick.endpoint.dev.bailiwick.spring.library=any-member");
                Browser browser = new Browser(application)) {
            assertThat(browser.get("/actuator", NOBODY).statusCode()).isEqualTo(200);
            assertThat(browser.get("/actuator/health", NOBODY).statusCode()).isEqualTo(200);
            assertThat(browser.get("/nowhere", MEMBER).statusCode()).isEqualTo(404);
        }
    }

    private static ConfigurableApplicationContext serve(String property) throws Exception {
        return Shop.serve(
                Shop.database(),
                App.class,
                property,
                "bailiwick.tenant.source=header:X-Tenant",
                "management.endpoints.web.exposure.include=bailiwick,health");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({ShopFront.class, Documentation.class})
    static class App {

        @Bean
        KnownPermissions permissions() {
            return () -> Set.of("STAFF");
        }
    }
}
