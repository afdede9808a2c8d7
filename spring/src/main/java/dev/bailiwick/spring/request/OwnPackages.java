package dev.bailiwick.spring.request;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the classes of the application itself are: what Boot takes for its own, and scans. */
final class OwnPackages {

    private OwnPackages() {}

    static List<String> of(ListableBeanFactory beans) {
        Set<String> own = new LinkedHashSet<>();
        if (AutoConfigurationPackages.has(beans)) {
            own.addAll(AutoConfigurationPackages.get(beans));
        }
        for (String name : beans.getBeanNamesForAnnotation(SpringBootConfiguration.class)) {
            Class<?> type = beans.getType(name);
            if (type != null) {
                addScanned(ClassUtils.getUserClass(type), own);
            }
        }
        return List.copyOf(own);
    }

    private static void addScanned(Class<?> application, Set<String> own) {
        own.add(application.getPackageName());
        for (ComponentScan scan :
                AnnotatedElementUtils.findMergedRepeatableAnnotations(
                        application, ComponentScan.class)) {
            own.addAll(List.of(scan.basePackages()));
            for (Class<?> within : scan.basePackageClasses()) {
                own.add(within.getPackageName());
            }
        }
    }
}
