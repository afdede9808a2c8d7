package dev.bailiwick.spring.request;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the classes of the application itself are: what Boot takes for its own, and what any of its
 * configurations scans. Of what is imported class by class nobody can tell whose it is.
 */
final class OwnPackages {

    private final Environment environment;
    private final Set<String> own = new LinkedHashSet<>();

    private OwnPackages(Environment environment) {
        this.environment = environment;
    }

    /** Every package, if it is the empty text. */
    static List<String> of(ListableBeanFactory beans, Environment environment) {
        OwnPackages packages = new OwnPackages(environment);
        if (AutoConfigurationPackages.has(beans)) {
            packages.own.addAll(AutoConfigurationPackages.get(beans));
        }
        annotated(beans, SpringBootConfiguration.class).forEach(packages::addOf);
        annotated(beans, ComponentScan.class).forEach(packages::addScanned);
        return List.copyOf(packages.own);
    }

    private static Stream<Class<?>> annotated(
            ListableBeanFactory beans, Class<? extends Annotation> annotation) {
        return Stream.of(
                        BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(
                                beans, annotation))
                .<Class<?>>map(beans::getType)
                .filter(Objects::nonNull)
                .map(ClassUtils::getUserClass);
    }

    /** Classes of no package have no name that a setting could give. */
    private void addOf(Class<?> type) {
        if (!type.getPackageName().isEmpty()) {
            own.add(type.getPackageName());
        }
    }

    /** A superclass may scan as well, by default its own package. */
    private void addScanned(Class<?> configuration) {
        for (Class<?> type = configuration; type != null; type = type.getSuperclass()) {
            for (ComponentScan scan :
                    AnnotatedElementUtils.getMergedRepeatableAnnotations(
                            type, ComponentScan.class)) {
                addScanned(type, scan);
            }
        }
    }

    /** As Spring's {@code ComponentScanAnnotationParser} reads it. */
    private void addScanned(Class<?> type, ComponentScan scan) {
        List<String> scanned = new ArrayList<>();
        for (String packages : scan.basePackages()) {
            scanned.addAll(
                    List.of(
                            StringUtils.tokenizeToStringArray(
                                    environment.resolvePlaceholders(packages),
                                    ConfigurableApplicationContext.CONFIG_LOCATION_DELIMITERS)));
        }
        scanned.forEach(name -> own.add(root(name)));
        for (Class<?> within : scan.basePackageClasses()) {
            addOf(within);
        }
        if (scanned.isEmpty() && scan.basePackageClasses().length == 0) {
            addOf(type);
        }
    }

    /** The package that holds all that the pattern may mean; Spring takes slashes for dots. */
    private static String root(String pattern) {
        List<String> fixed = new ArrayList<>();
        for (String part : StringUtils.tokenizeToStringArray(pattern, "./")) {
            if (part.matches(".*[*?{].*")) {
                break;
            }
            fixed.add(part);
        }
        return String.join(".", fixed);
    }
}
