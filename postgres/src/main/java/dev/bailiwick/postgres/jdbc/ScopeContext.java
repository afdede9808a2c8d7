package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.DimensionRequiredException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.EpochRequiredException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.EpochSource.Without;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Settings;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tenant, principal and dimensions; for several tenants, those too. All settings are set each time,
 * blank where the scope has none, so that nothing is inherited from whoever had the connection
 * before.
 */
final class ScopeContext implements Context {

    private static final String ONE =
            "This data source serves one tenant, a principal without a tenant, and global tables;";
    private static final String OTHER =
            " join both with or, and take the connection inside the scope.";
    private static final String SEVERAL =
            "This data source serves scopes over several tenants alone: enter Scope.Tenants, or"
                + " join it to the app's with ScopedDataSource.or, and take the connection inside"
                + " the scope.";

    private static final String GUESTS =
            "This data source serves guests alone: enter Scope.Guest, or join it to the app's with"
                    + " ScopedDataSource.or, and take the connection inside the scope.";

    private final Wall wall;
    private final Serving serving;
    private final List<Dimension<?>> dimensions;
    private final List<Dimension<?>> required;
    private final KeyType tenantKey;
    private final KeyType principalKey;
    private final boolean epoch;
    private final boolean epochRequired;
    private final List<String> settings;
    private final String checking;
    private final String sql;

    private ScopeContext(Wall wall, Serving serving, boolean epochRequired) {
        this.wall = wall;
        this.serving = serving;
        this.epochRequired = epochRequired;
        this.dimensions = List.copyOf(wall.dimensions());
        this.required = new ArrayList<>(dimensions);
        required.removeIf(Dimension::isOptional);
        this.tenantKey = wall.tenantKey();
        this.principalKey = wall.principalKey();
        this.epoch = wall.hasEpoch();
        this.settings = names(wall.settings()).stream().map(wall.settings()::named).toList();
        if (settings.stream().distinct().count() != settings.size()) {
            throw new IllegalArgumentException("Two settings have one name: " + settings);
        }
        this.checking = wall.epochSource().isEmpty() ? "" : checking(wall, serving);
        this.sql =
                settings.stream()
                                .map(name -> "current_setting('" + name + "', true) <> ''")
                                .collect(
                                        Collectors.joining(
                                                " or ",
                                                "select case when ",
                                                " then 'left' else '' end"))
                        + settings.stream()
                                .map(name -> ", " + setting(wall, name))
                                .collect(Collectors.joining());
    }

    /** Nothing is called to check the epoch of a scope that has none: that costs as much again. */
    private String setting(Wall wall, String name) {
        String set = WallSql.setting(wall, name);
        return checking.isEmpty() || !name.equals(wall.settings().named("epoch"))
                ? set
                : "case when %s <> '' then %s else '' end".formatted(set, checking);
    }

    private static String checking(Wall wall, Serving serving) {
        return switch (serving) {
            case ONE -> WallSql.checking(wall);
            case SEVERAL -> WallSql.checkingSeveral(wall);
            case GUESTS -> WallSql.checkingGuests(wall);
        };
    }

    /** For the app role. */
    static ScopeContext of(Wall wall) {
        return new ScopeContext(wall, Serving.ONE, requiresEpochs(wall));
    }

    private static boolean requiresEpochs(Wall wall) {
        return wall.epochSource().filter(source -> source.without() == Without.REFUSED).isPresent();
    }

    /** For the role that serves scopes over several tenants and no others. */
    static ScopeContext several(Wall wall) {
        return new ScopeContext(wall, Serving.SEVERAL, requiresEpochs(wall));
    }

    /**
     * For the role that serves guests and nobody else. Policies ask with each statement what they
     * may read, so that a scope without an epoch does not go on either.
     */
    static ScopeContext guests(Wall wall) {
        return new ScopeContext(wall, Serving.GUESTS, false);
    }

    @Override
    public ScopeContext withoutEpochs() {
        return new ScopeContext(wall, serving, false);
    }

    private List<String> names(Settings fixed) {
        List<String> names = new ArrayList<>();
        names.add(fixed.tenant());
        names.add(fixed.principal());
        switch (serving) {
            case ONE -> {}
            case SEVERAL -> names.add("tenants");
            case GUESTS -> names.add("home");
        }
        dimensions.forEach(dimension -> names.add(dimension.name()));
        if (epoch) {
            names.add("epoch");
        }
        return names;
    }

    /**
     * What goes behind the settings, as one more column: PostgreSQL evaluates them from left to
     * right. Blank if nothing is compared.
     */
    String check() {
        return checking.isEmpty() ? "" : ", " + checking;
    }

    /** The names of the settings, in full, in the order of their {@link #values}. */
    List<String> settings() {
        return settings;
    }

    @Override
    public Optional<Wall> wall() {
        return serving == Serving.ONE ? Optional.of(wall) : Optional.empty();
    }

    @Override
    public boolean serves(Scope scope) {
        return switch (serving) {
            case ONE -> Context.super.serves(scope);
            case SEVERAL -> scope instanceof Scope.Tenants;
            case GUESTS -> scope instanceof Scope.Guest;
        };
    }

    @Override
    public Scope admit(Supplier<String> what) {
        Scope scope = Scopes.current().orElseThrow(() -> ScopeRequiredException.none(what.get()));
        if (!serves(scope)) {
            throw ScopeRequiredException.wrongKind(what.get(), scope, instead(scope));
        }
        switch (scope) {
            case Scope.Tenant tenant -> {
                requireDimensions(what, scope, tenant.narrowing());
                requireEpoch(what, scope, tenant.principal() != null && tenant.epoch() == null);
            }
            case Scope.Tenants tenants -> {
                requireDimensions(what, scope, tenants.narrowing());
                requireEpoch(
                        what,
                        scope,
                        tenants.principal() != null
                                && tenants.epochs().isEmpty()
                                && !tenants.tenants().isEmpty());
            }
            case Scope.Guest _, Scope.Identity _, Scope.Global _, Scope.Maintenance _ -> {}
        }
        return scope;
    }

    private String instead(Scope scope) {
        return switch (serving) {
            case SEVERAL -> SEVERAL;
            case GUESTS -> GUESTS;
            case ONE ->
                    switch (scope) {
                        case Scope.Maintenance _ ->
                                ONE
                                        + " maintenance has one of its own,"
                                        + " ScopedDataSource.maintenance.";
                        case Scope.Guest _ ->
                                ONE
                                        + " guests have one of their own, ScopedDataSource.guests:"
                                        + OTHER;
                        default ->
                                ONE
                                        + " several tenants have one of their own,"
                                        + " ScopedDataSource.several:"
                                        + OTHER;
                    };
        };
    }

    private void requireDimensions(
            Supplier<String> what, Scope scope, Map<Dimension<?>, String> narrowing) {
        if (!narrowing.keySet().containsAll(required)) {
            List<Dimension<?>> missing = new ArrayList<>(required);
            missing.removeAll(narrowing.keySet());
            throw new DimensionRequiredException(what.get(), scope, missing);
        }
    }

    private void requireEpoch(Supplier<String> what, Scope scope, boolean isMissing) {
        if (epochRequired && isMissing) {
            throw new EpochRequiredException(what.get(), scope);
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
        List<String> values = new ArrayList<>(settings.size());
        switch (scope) {
            case Scope.Tenant tenant -> {
                values.add(textOf(tenant.tenant()));
                values.add(textOf(tenant.principal()));
                rest(values, tenant.narrowing(), tenant.epoch());
            }
            case Scope.Tenants tenants -> {
                values.add(textOf(tenants.named()));
                values.add(textOf(tenants.principal()));
                values.add(
                        tenants.tenants().stream()
                                .map(this::textOf)
                                .sorted()
                                .collect(Collectors.joining(",")));
                rest(values, tenants.narrowing(), sum(tenants.epochs()));
            }
            case Scope.Guest guest -> {
                values.add(textOf(guest.host()));
                values.add(textOf(guest.principal()));
                values.add(textOf(guest.home()));
                rest(values, Map.of(), guest.epoch());
            }
            case Scope.Identity identity -> {
                values.add("");
                values.add(textOf(identity.principal()));
                rest(values, Map.of(), null);
            }
            case Scope.Global _ -> {
                values.add("");
                values.add("");
                rest(values, Map.of(), null);
            }
            case Scope.Maintenance _ ->
                    throw ScopeRequiredException.wrongKind("a statement", scope, instead(scope));
        }
        return values;
    }

    private void rest(
            List<String> values, Map<Dimension<?>, String> narrowing, @Nullable Epoch derived) {
        for (Dimension<?> dimension : dimensions) {
            values.add(checked(narrowing.getOrDefault(dimension, "")));
        }
        if (epoch) {
            values.add(derived == null ? "" : derived.toString());
        }
    }

    private static @Nullable Epoch sum(Map<TenantId, Epoch> epochs) {
        return epochs.isEmpty()
                ? null
                : new Epoch(epochs.values().stream().mapToLong(Epoch::value).sum());
    }

    private String textOf(@Nullable TenantId tenant) {
        return tenant == null ? "" : tenantKey.check("tenant", tenant.text());
    }

    private String textOf(@Nullable PrincipalId principal) {
        return principal == null ? "" : principalKey.check("principal", principal.text());
    }

    /** A backslash would end a literal early where standard_conforming_strings is off. */
    private static String checked(String value) {
        if (value.indexOf('\\') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "A dimension's text may hold neither a backslash nor a NUL");
        }
        return value;
    }

    /** What is served by the pool. */
    private enum Serving {
        ONE,
        SEVERAL,
        GUESTS
    }
}
