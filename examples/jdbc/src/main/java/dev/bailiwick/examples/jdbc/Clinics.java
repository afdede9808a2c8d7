package dev.bailiwick.examples.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** Two clinics keep their patients in one table; somebody forgets the condition on the clinic. */
public final class Clinics {

    // snippet wall
    static final Wall WALL =
            Wall.of(
                    "clinics",
                    Roles.of("clinics_owner", "clinics_app"),
                    Table.tenant("patient").select().insert().update("name"),
                    Table.global("diagnosis"));

    // end

    // snippet tables
    static final String TABLES =
            """
            create table patient (
                tenant_id uuid not null default bailiwick.tenant(),
                id integer generated always as identity,
                name text not null,
                primary key (tenant_id, id));
            create table diagnosis (code text primary key, name text not null);
            """;

    // end

    // snippet forgetful
    /** The condition on the clinic is missing, as it will be one day. */
    private static final String FORGETFUL = "select name from patient order by name";

    // end

    private static final TenantId NORTH = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final TenantId SOUTH = TenantId.parse("00000000-0000-7000-8000-00000000000b");

    private static final String ROWS =
            """
            insert into patient (tenant_id, name) values ('%s', 'Nora of North'), ('%s', 'Sam of South')
            """
                    .formatted(NORTH, SOUTH);

    private static final String GRANTS_BY_HAND =
            """
            grant usage on schema clinics to clinics_app;
            grant all on all tables in schema clinics to clinics_app;
            """;

    private final DataSource unprotected;
    private final DataSource scoped;
    private final PrintStream out;

    private Clinics(DataSource unprotected, DataSource scoped, PrintStream out) {
        this.unprotected = unprotected;
        this.scoped = scoped;
        this.out = out;
    }

    public static void main(String[] args) throws SQLException {
        show(System.out);
        // the database of the example would go on otherwise
        System.exit(0);
    }

    static void show(PrintStream out) throws SQLException {
        String functions = WallSql.functions(WALL);
        Blueprint clinics = Blueprint.of("clinics").with(functions, TABLES).withRows(ROWS);
        DataSource unprotected = clinics.with(GRANTS_BY_HAND).database().app();
        TestDatabase database = clinics.with(WallSql.isolation(WALL)).database();
        // snippet data-source
        DataSource app = database.app(); // your pool, logged in as the app role
        Gate.of(WALL).check(app); // a fault in the database stops the program here
        DataSource scoped = ScopedDataSource.of(app, WALL);
        // end
        new Clinics(unprotected, scoped, out).run();
    }

    private void run() throws SQLException {
        out.println("unprotected, North asks: " + names(unprotected));
        try {
            out.println("behind the wall, nobody asks: " + names(scoped));
        } catch (ScopeRequiredException refused) {
            out.println("behind the wall, nobody asks: " + refused.getMessage());
        }
        // snippet scope
        List<String> ofNorth = Scopes.call(Scope.Tenant.of(NORTH), () -> names(scoped));
        // end
        out.println("behind the wall, North asks: " + ofNorth);
        out.println("behind the wall, South asks: " + asked(SOUTH));
        out.println("North plants a row with South: " + planted());
    }

    private List<String> asked(TenantId clinic) throws SQLException {
        return Scopes.call(Scope.Tenant.of(clinic), () -> names(scoped));
    }

    static List<String> names(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(FORGETFUL);
                ResultSet result = statement.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (result.next()) {
                names.add(result.getString(1));
            }
            return names;
        }
    }

    private String planted() {
        String sql = "insert into patient (tenant_id, name) values (?, 'A forgery')";
        try {
            return Scopes.call(
                    Scope.Tenant.of(NORTH),
                    () -> {
                        try (Connection connection = scoped.getConnection();
                                PreparedStatement statement = connection.prepareStatement(sql)) {
                            statement.setObject(1, SOUTH.value());
                            return statement.executeUpdate() + " row";
                        }
                    });
        } catch (SQLException refused) {
            return "refused, " + refused.getMessage();
        }
    }
}
