package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.inference.Inference;
import dev.bailiwick.postgres.inference.Proposal;
import dev.bailiwick.postgres.inference.Question;
import dev.bailiwick.postgres.jdbc.MaintenanceAudit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.postgres.promotion.Promotion;
import dev.bailiwick.postgres.promotion.PromotionRun;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/** What {@code docs/toolkit/policies.md} shows, run. */
class PoliciesGuideIT {

    private static final TenantId ACME = School.ACME;

    private static final Blueprint COLLEGE =
            Blueprint.of("college")
                    .with(
                            """
                            create table organisation (id uuid primary key);
                            create table pupil (
                                tenant_id uuid not null references organisation, id uuid primary key, name text not null);
                            create index on pupil (tenant_id);
                            create table page (id uuid primary key default uuidv7(), pupil_id uuid not null references pupil);
                            create table subject (name text primary key);
                            create table flyway_schema_history (version int);
                            """)
                    .withRows(
                            """
                            insert into organisation values ('%1$s'), ('%2$s');
                            insert into pupil values ('%1$s', uuidv7(), 'acme-1'), ('%2$s', uuidv7(), 'bolt-1');
                            insert into page (pupil_id) select id from pupil;
                            """
                                    .formatted(School.ACME, School.BOLT));

    @TempDir private Path folder;

    private TestDatabase database;
    private DataSource ownerPool;
    private DataSource appPool;

    @BeforeEach
    void open() throws SQLException {
        database = COLLEGE.database();
        ownerPool = database.as("college_owner");
        appPool = database.app();
    }

    @Test
    void aDeclarationBecomesTwoMigrationsAndAGate() throws IOException, SQLException {
        Path functions = folder.resolve("V001__functions.sql");
        Path isolation = folder.resolve("R__isolation.sql");

        // snippet wall
        Wall wall =
                Wall.of(
                        "college",
                        Roles.of("college_owner", "college_app").withMaintenance("college_maint"),
                        Table.identity("organisation").select(Rows.ofTenant("id")),
                        Table.tenant("pupil").everything(),
                        Table.chained("page", "pupil_id", "pupil", "id").appendOnly(),
                        Table.global("subject"),
                        Table.internal("flyway_schema_history").leftToItsTool());

        Files.writeString(functions, WallSql.functions(wall)); // before tables whose defaults ask
        Files.writeString(isolation, WallSql.isolation(wall)); // behind all tables; repeatable
        // end
        database.asOwner(Files.readString(functions), Files.readString(isolation));
        // snippet gate
        Gate.of(wall).check(appPool); // at start: stops, or names every fault at once
        DataSource scoped = ScopedDataSource.of(appPool, wall); // what the application gets
        // end

        assertThat(Sql.list(scoped, Scope.Tenant.of(ACME), "select name from pupil"))
                .containsExactly("acme-1");
    }

    @Test
    void aDatabaseIsBroughtThereAndBack() throws SQLException {
        Wall wall = wall();

        // snippet plan
        WallPlan plan = WallPlan.difference(wall, ownerPool);
        String up = plan.up(); // what is wanting, and nothing else
        String down = plan.down(); // brings back what is there now: keep it before up is run
        // end
        database.asOwner(up);
        assertThat(Gate.of(wall).faults(appPool)).noneMatch(fault -> fault.id().startsWith("row"));
        database.asOwner(down);

        assertThat(WallPlan.difference(wall, ownerPool).up()).isEqualTo(up);
    }

    @Test
    void anExistingDatabaseIsAsked() throws SQLException {
        Roles roles = Roles.of("college_owner", "college_app");
        try (Connection connection = ownerPool.getConnection()) {
            // snippet inference
            Proposal proposal =
                    Inference.of("college").read(connection, "organisation"); // the tenants
            List<Question> questions = proposal.questions(); // to be answered by somebody
            String java = proposal.toJava(roles); // paste, answer, review
            // end

            assertThat(questions).extracting(Question::table).containsExactly("subject");
            assertThat(java).contains("Table.tenant(\"pupil\").everything()");
        }
    }

    @Test
    void aChainIsLeft() throws SQLException {
        Wall wall = wall();
        database.asOwner(WallSql.functions(wall), WallSql.isolation(wall));
        DataSource maintPool = database.as("college_maint");
        MaintenanceAudit audit = _ -> {};

        try (Connection ownerConnection = ownerPool.getConnection()) {
            // snippet promotion
            Promotion promotion = Promotion.read(ownerConnection, wall, "page");
            promotion.steps().forEach(step -> review(step.sql()));
            PromotionRun.of(promotion, ownerPool, ScopedDataSource.maintenance(maintPool, audit))
                    .run(Duration.ofMinutes(5));
            // end

            Wall after = promotion.after();
            assertThat(
                            Sql.list(
                                    ScopedDataSource.of(appPool, after),
                                    Scope.Tenant.of(ACME),
                                    "select tenant_id from page"))
                    .containsExactly(ACME.toString());
        }
    }

    private static void review(String sql) {
        assertThat(sql).isNotBlank();
    }

    private static Wall wall() {
        return Wall.of(
                "college",
                Roles.of("college_owner", "college_app").withMaintenance("college_maint"),
                Table.identity("organisation").select(Rows.ofTenant("id")),
                Table.tenant("pupil").everything(),
                Table.chained("page", "pupil_id", "pupil", "id").appendOnly(),
                Table.global("subject"),
                Table.internal("flyway_schema_history").leftToItsTool());
    }
}
