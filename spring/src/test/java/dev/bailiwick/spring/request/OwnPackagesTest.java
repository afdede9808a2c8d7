package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.spring.library.Scanned;
import dev.bailiwick.spring.scanning.Scanning;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import java.util.List;
import java.util.Map;

/** The packages that a configuration scans, in all the ways in which Spring lets it say so. */
class OwnPackagesTest {

    private static final String HERE = "dev.bailiwick.spring.request";

    @Test
    void severalAreWrittenAsOne() {
        assertThat(ownOf(Several.class)).containsExactly("org.one", "org.two", "org.three");
    }

    @Test
    void theyMayStandInASetting() {
        assertThat(ownOf(ByProperty.class)).containsExactly("org.web", "org.api");
    }

    @Test
    void aPatternIsAllThatItMayMean() {
        assertThat(ownOf(Patterns.class)).containsExactly("org.one", "org.two.three", "org.four");
        assertThat(ownOf(Everything.class)).containsExactly("");
    }

    @Test
    void slashesAreDots() {
        assertThat(ownOf(Slashes.class)).containsExactly("org.one.web");
    }

    @Test
    void anyConfigurationMayScanAndMoreThanOnce() {
        assertThat(ownOf(Twice.class)).containsExactly("org.one", "org.two");
        assertThat(ownOf(Several.class, Slashes.class))
                .containsExactly("org.one", "org.two", "org.three", "org.one.web");
    }

    @Test
    void withoutAnyItIsThatOfTheClassThatSaysSo() {
        assertThat(ownOf(Silent.class)).containsExactly(HERE);
        assertThat(ownOf(ByClass.class)).containsExactly("dev.bailiwick.spring.scanning");
        assertThat(ownOf(Inheriting.class)).containsExactly("dev.bailiwick.spring.library");
    }

    @Test
    void anApplicationsOwnIsItsOwnUnscanned() {
        assertThat(ownOf(Application.class)).containsExactly(HERE);
    }

    private static List<String> ownOf(Class<?>... configurations) {
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("web", "org.web, org.api")));
            context.register(configurations);
            context.refresh();
            return OwnPackages.of(context.getBeanFactory(), context.getEnvironment());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("org.one, org.two;org.three")
    static class Several {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("${web}")
    static class ByProperty {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan({"org.one.**.web", "org.two.three.w?b", "org.four.five*"})
    static class Patterns {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackages = "nothing*", useDefaultFilters = false)
    static class Everything {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("org/one/web")
    static class Slashes {}

    @Configuration
    @ComponentScan("org.one")
    @ComponentScan("org.two")
    static class Twice {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(useDefaultFilters = false)
    static class Silent {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackageClasses = Scanning.class, useDefaultFilters = false)
    static class ByClass {}

    @Configuration(proxyBeanMethods = false)
    static class Inheriting extends Scanned {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    static class Application {}
}
