package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scheduled beans whose source is not the application's, so that no annotation can be written
 * there, and the scope that each of them runs in.
 */
final class ScheduledBeans {

    private static final String PROPERTY = "bailiwick.scheduled";
    private static final Pattern MAINTENANCE = Pattern.compile("maintenance for (\\S+): (.+)");

    private final Map<String, String> declared;

    private ScheduledBeans(Map<String, String> declared) {
        this.declared = new TreeMap<>(declared);
    }

    static ScheduledBeans in(Environment environment) {
        return new ScheduledBeans(
                Binder.get(environment)
                        .bind(PROPERTY, Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of()));
    }

    /**
     * Tells {@code declarations} of them.
     *
     * @return what is wrong with the properties themselves
     */
    List<String> declareIn(ConfigurableListableBeanFactory beans, Declarations declarations) {
        List<String> faults = new ArrayList<>();
        declared.forEach(
                (name, scope) -> {
                    String where = "%s.%s".formatted(PROPERTY, name);
                    Class<?> type = typeOf(name, beans);
                    Optional<Declaration> read = read(scope);
                    if (type == null) {
                        faults.add(where + ": there is no bean of that name or class");
                    } else if (read.isEmpty()) {
                        faults.add(
                                "%s: '%s' is none of none, global, each-tenant and 'maintenance for <limit>: <reason>'"
                                        .formatted(where, scope));
                    } else if (!Declarations.isScheduled(type)) {
                        faults.add(where + ": no method of %s is @Scheduled".formatted(type));
                    } else {
                        declarations.declare(type, read.get());
                    }
                });
        return faults;
    }

    private static @Nullable Class<?> typeOf(String name, ConfigurableListableBeanFactory beans) {
        if (beans.containsBeanDefinition(name)) {
            return beans.getType(name, false);
        }
        return Arrays.stream(beans.getBeanDefinitionNames())
                .map(bean -> beans.getType(bean, false))
                .filter(
                        type ->
                                type != null
                                        && ClassUtils.getUserClass(type).getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Optional<Declaration> read(String scope) {
        Matcher maintenance = MAINTENANCE.matcher(scope.strip());
        if (maintenance.matches()) {
            return maintenance(maintenance.group(1), maintenance.group(2));
        }
        return switch (scope.strip()) {
            case "none" -> Optional.of(new Declaration.NeedsNone());
            case "global" -> Optional.of(new Declaration.Enters(new Scope.Global()));
            case "each-tenant" -> Optional.of(new Declaration.EntersEach());
            default -> Optional.empty();
        };
    }

    private static Optional<Declaration> maintenance(String limit, String reason) {
        try {
            return Optional.of(
                    new Declaration.Enters(
                            new Scope.Maintenance(reason, DurationStyle.detectAndParse(limit))));
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }
}
