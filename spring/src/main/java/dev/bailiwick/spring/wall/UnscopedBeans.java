package dev.bailiwick.spring.wall;

import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which beans are declared not to stand behind the wall, and why. */
final class UnscopedBeans {

    static final String PROPERTY = "bailiwick.unscoped";

    private final ConfigurableListableBeanFactory beans;
    private final Map<String, String> byProperty;

    UnscopedBeans(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.byProperty =
                Binder.get(environment)
                        .bind(PROPERTY, Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of());
    }

    boolean contains(String bean) {
        return byProperty.containsKey(bean)
                || beans.findAnnotationOnBean(bean, Unscoped.class, false) != null;
    }

    /** What is wrong with the declarations themselves. */
    List<Fault> faults(List<String> dataSources) {
        List<Fault> faults = new ArrayList<>();
        byProperty.forEach(
                (bean, reason) -> {
                    if (!dataSources.contains(bean)) {
                        faults.add(
                                new Fault(
                                        "%s.%s: there is no data source bean of that name, only %s"
                                                .formatted(PROPERTY, bean, dataSources),
                                        "Name a bean that exists, or remove the property."));
                    }
                    if (reason.isBlank()) {
                        faults.add(withoutReason("%s.%s".formatted(PROPERTY, bean)));
                    }
                });
        for (String bean : dataSources) {
            Unscoped declared = beans.findAnnotationOnBean(bean, Unscoped.class, false);
            if (declared != null && declared.value().isBlank()) {
                faults.add(withoutReason("@Unscoped on bean " + bean));
            }
        }
        return faults;
    }

    private static Fault withoutReason(String where) {
        return new Fault(
                where + ": gives no reason", "Say why the data source is not behind the wall.");
    }
}
