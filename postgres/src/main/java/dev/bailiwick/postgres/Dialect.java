package dev.bailiwick.postgres;

/**
 * How a wall is spelt.
 *
 * @param schema of the functions that the policies compare with
 * @param tenant what the column of a tenant holds
 * @param principal what the column of a principal holds
 * @param epoch whether scopes tell their epoch
 */
record Dialect(
        String schema,
        Settings settings,
        KeyType tenant,
        KeyType principal,
        Rendering rendering,
        boolean epoch) {

    static final Dialect STANDARD =
            new Dialect(
                    "bailiwick",
                    Settings.standard(),
                    KeyType.UUID,
                    KeyType.UUID,
                    Rendering.PLAIN,
                    false);

    Dialect {
        Name.check("schema", schema);
    }

    Dialect withSchema(String name) {
        return new Dialect(name, settings, tenant, principal, rendering, epoch);
    }

    Dialect withSettings(Settings names) {
        return new Dialect(schema, names, tenant, principal, rendering, epoch);
    }

    Dialect withTenant(KeyType type) {
        return new Dialect(schema, settings, type, principal, rendering, epoch);
    }

    Dialect withPrincipal(KeyType type) {
        return new Dialect(schema, settings, tenant, type, rendering, epoch);
    }

    Dialect withRendering(Rendering form) {
        return new Dialect(schema, settings, tenant, principal, form, epoch);
    }

    Dialect withEpoch() {
        return new Dialect(schema, settings, tenant, principal, rendering, true);
    }

    /** A call of one of the functions; what PostgreSQL prints is the same but for the cast. */
    Predicate call(String function, String argument) {
        String name = Name.quoted(schema, function);
        String written = name + "(" + argument + ")";
        String printed = name + "(" + (argument.isEmpty() ? "" : argument + "::text") + ")";
        return switch (rendering) {
            case PLAIN ->
                    new Predicate(
                            "(select " + written + ")",
                            "( SELECT " + printed + " AS " + function + ")");
            case CITUS -> new Predicate(written, printed);
        };
    }
}
