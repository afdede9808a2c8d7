package dev.bailiwick.posture.edge;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.env.PropertyResolver;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Refuses durations without a unit: Spring takes them for milliseconds, and whoever leaves out the
 * unit means seconds or days. Nothing needs no unit.
 */
final class WrittenUnits extends AbstractBindHandler {

    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("bailiwick");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    private final PropertyResolver placeholders;

    WrittenUnits(PropertyResolver placeholders, BindHandler parent) {
        super(parent);
        this.placeholders = placeholders;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name,
            Bindable<?> target,
            BindContext context,
            Object result) {
        ConfigurationProperty written = context.getConfigurationProperty();
        if (written != null
                && result instanceof Duration duration
                && !duration.isZero()
                && OURS.isAncestorOf(name)) {
            requireUnit(placeholders.resolvePlaceholders(String.valueOf(written.getValue())));
        }
        return super.onSuccess(name, target, context, result);
    }

    private static void requireUnit(String text) {
        if (NUMBER.matcher(text.strip()).matches()) {
            throw new ConversionFailedException(
                    TypeDescriptor.valueOf(String.class),
                    TypeDescriptor.valueOf(Duration.class),
                    text,
                    new IllegalArgumentException("there is no unit"));
        }
    }
}
