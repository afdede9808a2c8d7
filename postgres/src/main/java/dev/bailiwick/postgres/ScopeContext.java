package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.DimensionRequiredException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tenant, principal and dimensions. All of them are set each time, blank where the scope has none,
 * so that nothing is inherited from whoever had the connection before.
 */
final class ScopeContext implements Context {

    private final List<Dimension<?>> dimensions;
    private final List<Dimension<?>> required;
    private final Dialect dialect;
    private final List<String> settings;
    private final String sql;

    ScopeContext(List<Dimension<?>> dimensions) {
        this(dimensions, Dialect.STANDARD);
    }

    ScopeContext(List<Dimension<?>> dimensions, Dialect dialect) {
        this.dimensions = List.copyOf(dimensions);
        this.required = new ArrayList<>(dimensions);
        required.removeIf(Dimension::isOptional);
        this.dialect = dialect;
        Settings names = dialect.settings();
        this.settings =
                Stream.concat(
                                Stream.of(names.tenant(), names.principal()),
                                dimensions.stream().map(Dimension::name))
                        .map(names::named)
                        .toList();
        if (settings.stream().distinct().count() != settings.size()) {
            throw new IllegalArgumentException("Two dimensions have one name: " + dimensions);
        }
        this.sql =
                settings.stream()
                                .map(name -> "current_setting('" + name + "', true)")
                                .collect(Collectors.joining(", ", "select concat(", ")"))
                        + settings.stream()
                                .map(name -> ", " + setting(dialect, name))
                                .collect(Collectors.joining());
    }

    private static String setting(Dialect dialect, String name) {
        return switch (dialect.rendering()) {
            case PLAIN -> "set_config('" + name + "', ?, true)";
            case CITUS -> Name.quoted(dialect.schema(), "enter") + "('" + name + "', ?)";
        };
    }

    /** The names of the settings, in full, in the order of their {@link #values}. */
    List<String> settings() {
        return settings;
    }

    @Override
    public Scope admit(Supplier<String> what) {
        Scope scope = Scopes.current().orElseThrow(() -> ScopeRequiredException.none(what.get()));
        switch (scope) {
            case Scope.Tenant tenant -> requireDimensions(what, tenant);
            case Scope.Identity _, Scope.Global _ -> {}
            case Scope.Tenants _, Scope.Maintenance _ ->
                    throw ScopeRequiredException.wrongKind(what.get(), scope);
        }
        return scope;
    }

    private void requireDimensions(Supplier<String> what, Scope.Tenant scope) {
        if (!scope.narrowing().keySet().containsAll(required)) {
            List<Dimension<?>> missing = new ArrayList<>(required);
            missing.removeAll(scope.narrowing().keySet());
            throw new DimensionRequiredException(what.get(), scope, missing);
        }
    }

    @Override
    public void begins(Scope scope) {}

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public List<String> values(Scope scope) {
        List<String> values = new ArrayList<>(2 + dimensions.size());
        switch (scope) {
            case Scope.Tenant tenant -> {
                values.add(dialect.tenant().check("tenant", tenant.tenant().text()));
                values.add(textOf(tenant.principal()));
                for (Dimension<?> dimension : dimensions) {
                    values.add(checked(tenant.narrowing().getOrDefault(dimension, "")));
                }
            }
            case Scope.Identity identity -> {
                values.add("");
                values.add(textOf(identity.principal()));
                blank(values);
            }
            case Scope.Global _ -> {
                values.add("");
                values.add("");
                blank(values);
            }
            case Scope.Tenants _, Scope.Maintenance _ ->
                    throw ScopeRequiredException.wrongKind("a statement", scope);
        }
        return values;
    }

    private void blank(List<String> values) {
        dimensions.forEach(_ -> values.add(""));
    }

    private String textOf(@Nullable PrincipalId principal) {
        return principal == null ? "" : dialect.principal().check("principal", principal.text());
    }

    /** A backslash would end a literal early where standard_conforming_strings is off. */
    private static String checked(String value) {
        if (value.indexOf('\\') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "A dimension's text may hold neither a backslash nor a NUL");
        }
        return value;
    }
}
