package dev.bailiwick.postgres.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Trees, diamonds, circles and references that may be null, drawn by lot: the wall that is inferred
 * isolates every table, or a question was asked about it.
 */
class RandomSchemasIT {

    private static final Roles ROLES =
            Roles.of("drawn_owner", "drawn_app").withMaintenance("drawn_maint");

    private static final Blueprint DRAWN = Blueprint.of("drawn");

    private static TestDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = DRAWN.database();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTableIsIsolatedOrAskedAbout(long seed) throws SQLException {
        RandomSchema schema = RandomSchema.drawn(seed);
        database.asSuperuser(
                "drop schema if exists drawn cascade; drop schema if exists bailiwick cascade;"
                        + " create schema drawn authorization drawn_owner");
        database.asOwner(schema.tables());
        database.asSuperuser("set session_replication_role = replica", schema.rows());

        Proposal proposal = proposal();
        Table[] answers =
                proposal.questions().stream()
                        .filter(Question::blocking)
                        .map(question -> Table.internal(question.table()))
                        .toArray(Table[]::new);
        Wall wall = proposal.wall(ROLES, answers);
        database.asOwner(WallSql.functions(wall), WallSql.isolation(wall));

        assertThat(Gate.of(wall).faults(database.app())).filteredOn(Fault::isError).isEmpty();
        for (String table : schema.names()) {
            List<Question> asked =
                    proposal.questions().stream()
                            .filter(question -> question.table().equals(table))
                            .toList();
            if (asked.stream().noneMatch(Question::blocking)) {
                isolates(wall, schema, table);
            } else {
                assertThat(schema.leadsToATenant(table)).as(table).isFalse();
            }
        }
    }

    private static void isolates(Wall wall, RandomSchema schema, String table) throws SQLException {
        ScopedDataSource app = ScopedDataSource.of(database.app(), wall);
        String query = "select id from %s order by id".formatted(table);
        try (Connection maintenance = database.as("drawn_maint").getConnection()) {
            assertThat(Sql.list(maintenance, query)).as("the rows of %s", table).hasSize(12);
        }
        Set<String> seenByAny = new HashSet<>();
        for (int tenant = 1; tenant <= 2; tenant++) {
            Scope scope = Scope.Tenant.of(new TenantId(schema.key(tenant)));
            List<String> seen = Sql.list(app, scope, query);
            assertThat(seen)
                    .as("%s as tenant %s", table, tenant)
                    .filteredOn(id -> !id.endsWith("9"))
                    .containsExactlyElementsOf(schema.own(tenant));
            assertThat(seen).as("%s as tenant %s", table, tenant).allMatch(seenByAny::add);
            int foreign = Integer.parseInt(schema.own(3 - tenant).getFirst());
            String delete = "delete from %s where id = ?".formatted(table);
            assertThat(Sql.update(app, scope, delete, foreign)).isZero();
        }
        assertThat(Sql.list(app, new Scope.Global(), query)).isEmpty();
    }

    private static Proposal proposal() throws SQLException {
        try (Connection connection = database.as("drawn_owner").getConnection()) {
            return Inference.of("drawn").read(connection, "org");
        }
    }
}
