package dev.bailiwick.postgres;

import dev.bailiwick.postgres.sealed.SealForm;

import org.jspecify.annotations.Nullable;

/**
 * How a wall is spelt.
 *
 * @param schema of the functions that the policies compare with
 * @param tenant what the column of a tenant holds
 * @param principal what the column of a principal holds
 * @param epoch whether scopes tell their epoch
 * @param source where the database looks whether the epoch still holds; null if it does not look
 * @param seal what proves a scope; null if settings that SQL could make carry it
 */
record Dialect(
        String schema,
        Settings settings,
        KeyType tenant,
        KeyType principal,
        Rendering rendering,
        boolean epoch,
        @Nullable EpochSource source,
        @Nullable SealForm seal) {

    static final Dialect STANDARD =
            new Dialect(
                    "bailiwick",
                    Settings.standard(),
                    KeyType.UUID,
                    KeyType.UUID,
                    Rendering.PLAIN,
                    false,
                    null,
                    null);

    Dialect {
        Name.check("schema", schema);
        if (seal != null && rendering == Rendering.CITUS) {
            throw new IllegalArgumentException(
                    "Scopes on Citus cannot be sealed: its workers are other server processes");
        }
        if (source != null && rendering == Rendering.CITUS) {
            throw new IllegalArgumentException(
                    "Epochs are not checked on Citus: its workers have no table of tenants to look"
                            + " into");
        }
        if (seal != null && schema.equals("bailiwick_seal")) {
            throw new IllegalArgumentException(
                    "The schema bailiwick_seal is the verifier's: the wall's functions need"
                            + " another");
        }
    }

    Dialect withSchema(String name) {
        return new Dialect(name, settings, tenant, principal, rendering, epoch, source, seal);
    }

    Dialect withSettings(Settings names) {
        return new Dialect(schema, names, tenant, principal, rendering, epoch, source, seal);
    }

    Dialect withTenant(KeyType type) {
        return new Dialect(schema, settings, type, principal, rendering, epoch, source, seal);
    }

    Dialect withPrincipal(KeyType type) {
        return new Dialect(schema, settings, tenant, type, rendering, epoch, source, seal);
    }

    Dialect withRendering(Rendering form) {
        return new Dialect(schema, settings, tenant, principal, form, epoch, source, seal);
    }

    Dialect withEpoch() {
        return new Dialect(schema, settings, tenant, principal, rendering, true, source, seal);
    }

    Dialect checking(EpochSource counters) {
        return new Dialect(schema, settings, tenant, principal, rendering, true, counters, seal);
    }

    Dialect withSeal(SealForm form) {
        return new Dialect(schema, settings, tenant, principal, rendering, epoch, source, form);
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
