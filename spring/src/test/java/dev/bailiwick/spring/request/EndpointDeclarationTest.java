package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.RequiresRole;
import dev.bailiwick.spring.start.StartRefusedException;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.Objects;
import java.util.Set;

class EndpointDeclarationTest {

    private final WebApplicationContextRunner application =
            new WebApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    WebMvcAutoConfiguration.class,
                                    DispatcherServletAutoConfiguration.class,
                                    ErrorMvcAutoConfiguration.class,
                                    RequestAutoConfiguration.class))
                    .withBean(KnownPermissions.class, () -> () -> Set.of("READ", "WRITE"));

    @Test
    void startsWhenEveryEndpointSaysWhoMayCallIt() {
        application.withBean(Declared.class).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aReactiveApplicationDoesNotStart() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RequestAutoConfiguration.class))
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasRootCauseInstanceOf(StartRefusedException.class));
    }

    @Test
    void listsAllFaultsAtOnceAndDoesNotStart() {
        application
                .withBean(Undeclared.class)
                .withBean(Wrong.class)
                .run(
                        context ->
                                assertThat(faults(context).faults())
                                        .satisfiesExactlyInAnyOrder(
                                                fault ->
                                                        assertThat(fault)
                                                                .contains("/forgotten")
                                                                .contains("declares no permission"),
                                                fault ->
                                                        assertThat(fault)
                                                                .contains("/empty")
                                                                .contains("without a permission"),
                                                fault ->
                                                        assertThat(fault)
                                                                .contains("/misspelt")
                                                                .contains(
                                                                        "unknown permission REED;"
                                                                            + " known are [READ,"
                                                                            + " WRITE]"),
                                                fault ->
                                                        assertThat(fault)
                                                                .contains("/both")
                                                                .contains("more than one")));
    }

    @Test
    void anUnknownRoleOrOneWithoutAModelStopsTheStart() {
        application
                .withBean(WithRoles.class)
                .run(
                        context ->
                                assertThat(faults(context).faults())
                                        .hasSize(2)
                                        .allSatisfy(
                                                fault ->
                                                        assertThat(fault)
                                                                .contains(
                                                                        "without a RoleModel"
                                                                                + " bean")));
        application
                .withBean(WithRoles.class)
                .withBean(RoleModel.class, EndpointDeclarationTest::model)
                .run(
                        context ->
                                assertThat(faults(context).faults())
                                        .singleElement()
                                        .asString()
                                        .contains("/misspeltRole")
                                        .contains("unknown role admni; known are [owner, admin]"));
    }

    private static RoleModel model() {
        return RoleModel.of(Permissions.of(Set.of("READ")))
                .role("owner")
                .role("admin")
                .above("owner", "admin")
                .build();
    }

    @Test
    void refusesRouterFunctionsSinceTheyCannotDeclareAnything() {
        application
                .withUserConfiguration(Functional.class)
                .run(
                        context ->
                                assertThat(faults(context).faults())
                                        .singleElement()
                                        .asString()
                                        .contains("Router functions"));
    }

    @Test
    void saysWhatToDoAboutIt() {
        application
                .withBean(Undeclared.class)
                .run(
                        context -> {
                            FailureAnalysis analysis =
                                    new UndeclaredEndpointsFailureAnalyzer()
                                            .analyze(faults(context));

                            assertThat(analysis)
                                    .extracting(
                                            FailureAnalysis::getDescription,
                                            FailureAnalysis::getAction)
                                    .satisfiesExactly(
                                            what ->
                                                    assertThat(what)
                                                            .asString()
                                                            .contains("/forgotten"),
                                            todo ->
                                                    assertThat(todo)
                                                            .asString()
                                                            .contains("@AnyMember"));
                        });
    }

    private static UndeclaredEndpointsException faults(AssertableWebApplicationContext context) {
        assertThat(context).hasFailed();
        return (UndeclaredEndpointsException) Objects.requireNonNull(context.getStartupFailure());
    }

    @RestController
    @AnyMember
    static class Declared {

        @GetMapping("/byClass")
        String byClass() {
            return "";
        }

        @RequiresPermission({"READ", "WRITE"})
        @GetMapping("/byMethod")
        String byMethod() {
            return "";
        }

        @Anonymous
        @GetMapping("/open")
        String open() {
            return "";
        }
    }

    @RestController
    static class WithRoles {

        @RequiresRole("admin")
        @GetMapping("/role")
        String role() {
            return "";
        }

        @RequiresRole("admni")
        @GetMapping("/misspeltRole")
        String misspeltRole() {
            return "";
        }
    }

    @RestController
    static class Undeclared {

        @GetMapping("/forgotten")
        String forgotten() {
            return "";
        }
    }

    @RestController
    static class Wrong {

        @RequiresPermission({})
        @GetMapping("/empty")
        String empty() {
            return "";
        }

        @RequiresPermission("REED")
        @GetMapping("/misspelt")
        String misspelt() {
            return "";
        }

        @AnyMember
        @Anonymous
        @GetMapping("/both")
        String both() {
            return "";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Functional {

        @Bean
        RouterFunction<ServerResponse> route() {
            return RouterFunctions.route()
                    .GET("/function", request -> ServerResponse.ok().build())
                    .build();
        }
    }
}
