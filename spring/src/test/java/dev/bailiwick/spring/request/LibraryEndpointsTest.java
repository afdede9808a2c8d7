package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.library.Documentation;
import dev.bailiwick.spring.library.Reports;
import dev.bailiwick.spring.scanning.Scanning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** What a library serves is given its requirement from outside; what is one's own is not. */
@ExtendWith(OutputCaptureExtension.class)
class LibraryEndpointsTest {

    private final WebApplicationContextRunner application =
            new WebApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    WebMvcAutoConfiguration.class,
                                    DispatcherServletAutoConfiguration.class,
                                    ErrorMvcAutoConfiguration.class,
                                    RequestAutoConfiguration.class))
                    .withUserConfiguration(Own.class)
                    .withBean(KnownPermissions.class, () -> () -> Set.of("READ", "WRITE"))
                    .withBean(Documentation.class);

    @Test
    void withoutADeclarationTheStartIsRefusedAndSaysHow() {
        application.run(
                context -> {
                    UndeclaredEndpointsException refused =
                            (UndeclaredEndpointsException)
                                    Objects.requireNonNull(context.getStartupFailure());
                    assertThat(refused).hasMessageContaining("/docs");
                    assertThat(new UndeclaredEndpointsFailureAnalyzer().analyze(refused))
                            .extracting(analysis -> analysis.getAction())
                            .asString()
                            .contains("bailiwick.endpoint.<package or class>");
                });
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    dev.bailiwick.spring.library | anonymous: it is public
                    dev.bailiwick.spring.library | any-member
                    dev.bailiwick.spring.library.Documentation | permission READ, WRITE
                    """)
    void startsAndListsWhoMayCallIt(String name, String value, CapturedOutput output) {
        application
                .withPropertyValues("bailiwick.endpoint.%s=%s".formatted(name, value))
                .run(
                        context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(context.getBean(LibraryEndpoints.class).described())
                                    .singleElement()
                                    .asString()
                                    .contains("/docs", value, name);
                            assertThat(output).contains("Endpoint of a library", "/docs", value);
                        });
    }

    @ParameterizedTest(name = "{0}={1} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    dev.bailiwick.spring.library | anybody | is none of
                    dev.bailiwick.spring.library | anonymous | is none of
                    dev.bailiwick.spring.library | permission REED | unknown permission REED; known are [READ, WRITE]
                    dev.bailiwick.spring.libraries | any-member | no endpoint
                    dev.bailiwick.spring.lib | any-member | no endpoint
                    org | any-member | neither a class nor a package of two or more parts
                    dev.* | any-member | neither a class nor a package of two or more parts
                    dev.bailiwick | any-member | own; its endpoints are annotated
                    dev.bailiwick.spring.own | any-member | own; its endpoints are annotated
                    dev.bailiwick.spring.own.pages | any-member | own; its endpoints are annotated
                    """)
    void aSlipStopsTheStart(String name, String value, String fault) {
        application
                .withPropertyValues("bailiwick.endpoint[%s]=%s".formatted(name, value))
                .run(context -> assertThat(context).getFailure().hasMessageContaining(fault));
    }

    @Test
    void theGuidesSettingsHold() throws IOException {
        application
                .withBean(Reports.class)
                .withPropertyValues(
                        Files.readAllLines(Path.of("src/test/resources/endpoints.properties"))
                                .toArray(String[]::new))
                .run(
                        context ->
                                assertThat(context.getBean(LibraryEndpoints.class).described())
                                        .satisfiesExactly(
                                                docs ->
                                                        assertThat(docs)
                                                                .contains("/docs", "anonymous"),
                                                reports ->
                                                        assertThat(reports)
                                                                .contains("/reports", "READ")));
    }

    @ParameterizedTest
    @ValueSource(classes = {Scanning.class, Sister.class})
    void whatTheApplicationScansIsItsOwnAsWell(Class<?> scanning) {
        application
                .withUserConfiguration(scanning)
                .withPropertyValues("bailiwick.endpoint.dev.bailiwick.spring.library=any-member")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasMessageContaining("own; its endpoints are annotated"));
    }

    @Test
    void itSpeaksForNobodyElse() {
        application
                .withBean(Forgotten.class)
                .withPropertyValues("bailiwick.endpoint.dev.bailiwick.spring.library=any-member")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .hasMessageContaining("/forgotten")
                                        .hasMessageNotContaining("/docs"));
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackages = "dev.bailiwick.spring.own")
    static class Own {}

    /** No application by itself, and neither here nor there. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackages = "org.none, dev.bailiwick.spr*.library", useDefaultFilters = false)
    static class Sister {}

    @RestController
    static class Forgotten {

        @GetMapping("/forgotten")
        String forgotten() {
            return "";
        }
    }
}
