package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.library.Documentation;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

import java.util.Set;

/** A method that several controllers inherit is one, and what each of them declares is its own. */
class InheritedHandlersTest {

    private final WebApplicationContextRunner application =
            new WebApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    WebMvcAutoConfiguration.class,
                                    DispatcherServletAutoConfiguration.class,
                                    RequestAutoConfiguration.class))
                    .withBean(KnownPermissions.class, () -> () -> Set.of("READ"));

    @Test
    void eachRequiresWhatItDeclares() {
        application
                .withBean(Invoices.class)
                .withBean(Prices.class)
                .run(
                        context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(statusOf(context, "/invoices/list")).isEqualTo(401);
                            assertThat(statusOf(context, "/prices/list")).isEqualTo(200);
                        });
    }

    @Test
    void whatIsSaidOfALibrarysIsNotSaidOfOneThatExtendsIt() {
        application
                .withBean(Documentation.class)
                .withBean(InnerDocumentation.class)
                .withPropertyValues(
                        "bailiwick.endpoint.dev.bailiwick.spring.library=anonymous: it is public")
                .run(
                        context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(statusOf(context, "/docs")).isEqualTo(200);
                            assertThat(statusOf(context, "/inner/docs")).isEqualTo(401);
                        });
    }

    private static int statusOf(WebApplicationContext context, String path) throws Exception {
        MockMvc nobody = MockMvcBuilders.webAppContextSetup(context).build();
        return nobody.perform(MockMvcRequestBuilders.get(path))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    abstract static class Listing {

        @GetMapping("/list")
        String list() {
            return "";
        }
    }

    @RestController
    @RequestMapping("/invoices")
    @RequiresPermission("READ")
    static class Invoices extends Listing {}

    @RestController
    @RequestMapping("/prices")
    @Anonymous
    static class Prices extends Listing {}

    @RestController
    @RequestMapping("/inner")
    @RequiresPermission("READ")
    static class InnerDocumentation extends Documentation {}
}
