package dev.bailiwick.testbed;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the databases of one kind of test are made of: one schema, its roles and SQL. Immutable;
 * kept as a constant, since the template that databases are copied from is made once for each
 * object.
 *
 * <p>The roles are those of the architecture, named after the schema: {@code <schema>_owner} with
 * the schema and its tables, {@code <schema>_app} to serve and {@code <schema>_maint}, which
 * policies do not bind. All of them may log in, without a password.
 */
public final class Blueprint {

    private final String schema;
    private final List<String> moreRoles;
    private final List<String> ownerStatements;
    private final List<String> superuserStatements;

    private Blueprint(
            String schema,
            List<String> moreRoles,
            List<String> ownerStatements,
            List<String> superuserStatements) {
        this.schema = schema;
        this.moreRoles = moreRoles;
        this.ownerStatements = ownerStatements;
        this.superuserStatements = superuserStatements;
    }

    public static Blueprint of(String schema) {
        return new Blueprint(schema, List.of(), List.of(), List.of());
    }

    /** One more role, which may log in and nothing else. */
    public Blueprint withRole(String role) {
        return new Blueprint(schema, and(moreRoles, role), ownerStatements, superuserStatements);
    }

    /** SQL that the owner runs, in the order given: functions, tables, policies, grants. */
    public Blueprint with(String... sql) {
        return new Blueprint(schema, moreRoles, and(ownerStatements, sql), superuserStatements);
    }

    /** SQL that runs last and that no policy holds back: the rows of all tenants. */
    public Blueprint withRows(String... sql) {
        return new Blueprint(schema, moreRoles, ownerStatements, and(superuserStatements, sql));
    }

    /** A database of its own for the test that asks. */
    public TestDatabase database() throws SQLException {
        return Server.database(this);
    }

    public String schema() {
        return schema;
    }

    public String owner() {
        return schema + "_owner";
    }

    public String app() {
        return schema + "_app";
    }

    public String maintenance() {
        return schema + "_maint";
    }

    /** Roles belong to the server and not to a database, so they may be there already. */
    List<String> roles() {
        List<String> statements = new ArrayList<>();
        for (String role : and(moreRoles, owner(), app())) {
            statements.add(creating(role, "login"));
        }
        statements.add(creating(maintenance(), "login bypassrls"));
        return statements;
    }

    private static String creating(String role, String attributes) {
        return """
        do $$ begin
            if to_regrole('%1$s') is null then create role %1$s %2$s; end if;
        end $$;
        """
                .formatted(role, attributes);
    }

    List<String> ownerStatements() {
        return ownerStatements;
    }

    List<String> superuserStatements() {
        return superuserStatements;
    }

    private static List<String> and(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
