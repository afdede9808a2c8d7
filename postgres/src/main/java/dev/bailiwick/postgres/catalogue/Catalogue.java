package dev.bailiwick.postgres.catalogue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the system catalogue about some schemas. What is in the first is known by its short name, as
 * declarations have it, and what is in the others by its full one.
 */
public final class Catalogue {

    private static final String INSIDE =
            """
            with inside as (
                select oid, nspname as schema, case nspname when ? then '' else nspname || '.' end as prefix
                from pg_catalog.pg_namespace where nspname = any (?))
            """;

    private static final String MISSING =
            """
            select name, quote_ident(name) from unnest(?::text[]) as name
            where not exists (select from pg_catalog.pg_roles where rolname = name)
            """;

    private static final String UNREACHED =
            """
            select inside.schema, quote_ident(inside.schema), rolname, quote_ident(rolname)
            from inside cross join pg_catalog.pg_roles
            where rolname = any (?) and not has_schema_privilege(pg_roles.oid, inside.oid, 'USAGE') order by 1, 3
            """;

    private final Connection connection;
    private final String home;
    private final List<String> schemas;

    /**
     * @param connection of anybody; names are printed with their schemas if its search_path has
     *     none of these
     * @param home in which names are short
     * @param schemas all of them, {@code home} among them
     */
    public Catalogue(Connection connection, String home, List<String> schemas) {
        this.connection = connection;
        this.home = home;
        this.schemas = schemas;
    }

    /** Of the relations that are no partitions. */
    public List<Protection> protections() throws SQLException {
        return inside(Protection.SQL, Protection::of);
    }

    /** Of the relations that are no partitions. */
    public List<Column> columns() throws SQLException {
        return inside(Column.SQL, Column::of);
    }

    /** Between relations of the schemas, sorted by table and name. */
    public List<ForeignKey> foreignKeys() throws SQLException {
        return inside(ForeignKey.SQL, ForeignKey::of);
    }

    /** Sorted. */
    public List<Heir> heirs() throws SQLException {
        return inside(Heir.SQL, Heir::of);
    }

    /** Sorted by table and name. */
    public List<RowPolicy> policies() throws SQLException {
        return inside(RowPolicy.SQL, RowPolicy::of);
    }

    /** Of PUBLIC and of {@code roles}, sorted. */
    public List<Privilege> privileges(List<String> roles) throws SQLException {
        return inside(Privilege.SQL, Privilege::of, roles);
    }

    /** Schemas that some of {@code roles} may not use, sorted: the schema and the role. */
    public List<Unreached> unreached(List<String> roles) throws SQLException {
        return inside(UNREACHED, row -> new Unreached(Named.of(row, 1), Named.of(row, 3)), roles);
    }

    /** Those of {@code roles} that do not exist, in the order given. */
    public List<Named> missing(List<String> roles) throws SQLException {
        return list(MISSING, row -> Named.of(row, 1), roles);
    }

    /** What somebody else than its owner may do with the verifier of seals and its keys. */
    public List<SealPrivilege> sealPrivileges() throws SQLException {
        return list(SealPrivilege.SQL, SealPrivilege::of);
    }

    /** One value for each row; a list among the parameters is an array of texts. */
    public <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof List<?> names) {
                    Array array = connection.createArrayOf("text", names.toArray());
                    statement.setArray(i + 1, array);
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            List<T> values = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    values.add(row.of(result));
                }
            }
            return values;
        }
    }

    /**
     * As {@link #list}, about the schemas: {@code inside} in the statement holds their {@code oid},
     * their name as {@code schema}, and the {@code prefix} of what is in them.
     */
    public <T> List<T> inside(String sql, Row<T> row, Object... parameters) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(home, schemas));
        all.addAll(List.of(parameters));
        return list(INSIDE + sql, row, all.toArray());
    }

    /** The first column, as text. */
    public List<String> texts(String sql, Object... parameters) throws SQLException {
        return list(sql, result -> result.getString(1), parameters);
    }

    /** A column of the type {@code text[]}. */
    public static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {

        T of(ResultSet result) throws SQLException;
    }

    /** A schema that a role may not use. */
    public record Unreached(Named schema, Named role) {}
}
