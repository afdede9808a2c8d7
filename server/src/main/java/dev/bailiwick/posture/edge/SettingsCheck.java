package dev.bailiwick.posture.edge;

import dev.bailiwick.cli.CommandException;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.stereotype.Component;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Stops the start when a setting is named that nobody reads: a misspelt one would silently mean its
 * default.
 */
@Component
final class SettingsCheck implements SmartInitializingSingleton {

    private static final String OURS = "bailiwick.";
    private static final String OUR_VARIABLES = "BAILIWICK_";

    private final ListableBeanFactory beans;
    private final ConfigurableEnvironment environment;

    SettingsCheck(ListableBeanFactory beans, ConfigurableEnvironment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public void afterSingletonsInstantiated() {
        check(
                environment,
                Arrays.stream(beans.getBeanNamesForAnnotation(ConfigurationProperties.class))
                        .<Class<?>>map(beans::getType)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /**
     * @param types that read settings
     * @throws CommandException that names each setting that none of them reads
     */
    static void check(ConfigurableEnvironment environment, Collection<Class<?>> types) {
        KnownSettings known =
                new KnownSettings(
                        types.stream()
                                .filter(Class::isRecord)
                                .flatMap(type -> KnownSettings.names(prefix(type), type).stream())
                                .toList());
        TreeSet<String> faults = new TreeSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                faults(known, listed).forEach(faults::add);
            }
        }
        if (!faults.isEmpty()) {
            throw CommandException.couldNot(String.join(System.lineSeparator(), faults));
        }
    }

    static String prefix(Class<?> type) {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }

    private static Stream<String> faults(KnownSettings known, EnumerablePropertySource<?> source) {
        boolean variables =
                source.getName()
                        .equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        return Arrays.stream(source.getPropertyNames())
                .filter(name -> name.startsWith(variables ? OUR_VARIABLES : OURS))
                .map(name -> variables ? known.faultOfVariable(name) : known.fault(name))
                .flatMap(Optional::stream);
    }
}
