package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Column;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes in an existing database: finds for each table how its rows belong to a tenant.
 *
 * <pre>{@code
 * Proposal proposal = Inference.of("crm").read(connection, "organisation");
 * proposal.questions().forEach(System.out::println);
 * Wall wall = proposal.wall(roles, Table.global("country"));
 * }</pre>
 *
 * <p>A table with a foreign key to the table of tenants, or with one to such a table that carries
 * the tenant along, is a tenant table. One that refers to tenant tables, directly or through
 * others, is chained by every reference that leads there. What refers to no tenant is never taken
 * to be global: it is asked.
 *
 * <p>Reads the catalogue only. Whoever connects must be allowed to see it; no privilege on the
 * tables is needed.
 */
public final class Inference {

    private final List<String> schemas;

    private Inference(List<String> schemas) {
        this.schemas = schemas;
    }

    /**
     * @param schema in which tables are named without their schema
     * @param more schemas that belong to it
     */
    public static Inference of(String schema, String... more) {
        List<String> schemas = new ArrayList<>(List.of(more));
        schemas.addFirst(schema);
        return new Inference(List.copyOf(schemas));
    }

    /**
     * @param tenants the table of tenants, with its schema if it is not in the first
     * @throws IllegalArgumentException if there is no such table, or its key is not one column of a
     *     type of {@link KeyType}
     * @throws SQLException if the catalogue cannot be read
     */
    public Proposal read(Connection connection, String tenants) throws SQLException {
        Map<String, Found> relations =
                new Reading(new Catalogue(connection, schemas.getFirst(), schemas)).read();
        Found table = relations.get(tenants);
        if (table == null) {
            throw new IllegalArgumentException(
                    "There is no table %s in %s".formatted(tenants, schemas));
        }
        if (table.keys().size() != 1) {
            throw new IllegalArgumentException(
                    "The primary key of %s is %s; the wall needs one column to tell a tenant by"
                            .formatted(tenants, table.keys()));
        }
        KeyType type = type(table);
        return new Conclusion(relations, table, type).proposal(schemas.getFirst());
    }

    private static KeyType type(Found tenants) {
        String key = tenants.keys().getFirst();
        Column column = tenants.columns().get(key);
        String type = column == null ? "none" : column.type();
        return switch (type) {
            case "uuid" -> KeyType.UUID;
            case "int8" -> KeyType.BIGINT;
            case "int4", "int2" -> KeyType.INTEGER;
            case "text", "varchar" -> KeyType.TEXT;
            default ->
                    throw new IllegalArgumentException(
                            "The key %s of %s is of the type %s; a wall knows uuid, bigint, integer and text"
                                    .formatted(key, tenants.name(), type));
        };
    }
}
