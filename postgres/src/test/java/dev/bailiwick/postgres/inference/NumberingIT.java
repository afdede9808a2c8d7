package dev.bailiwick.postgres.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;

/** Sequences that an application draws from by itself, as JPA does, are found and granted. */
class NumberingIT {

    private static final Roles ROLES = Roles.of("jpa_owner", "jpa_app");

    private static final String TENANTS =
            """
            create table clinic (id bigint primary key);
            create table patient (id bigint primary key, clinic_id bigint not null references clinic);
            create table visit (id bigint primary key, patient_id bigint not null references patient);
            create table chair (id bigint generated always as identity primary key, clinic_id bigint not null references clinic);
            """;

    @Test
    void aSequenceIsTheTablesThatItIsNamedAfter() throws SQLException {
        Proposal proposal =
                proposal(
                        "create sequence clinic_seq; create sequence \"Patient_SEQ\";"
                                + " create sequence visit_id_seq");

        assertThat(java(proposal, "patient")).endsWith(".numberedBy(\"Patient_SEQ\")");
        assertThat(java(proposal, "visit")).endsWith(".numberedBy(\"visit_id_seq\")");
        assertThat(java(proposal, "chair")).endsWith(".everything()");
        assertThat(proposal.questions()).isEmpty();
    }

    @Test
    void oneOfNoTablesNameServesAllWhoseKeysNothingNumbers() throws SQLException {
        Proposal proposal =
                proposal("create sequence hibernate_sequence; create sequence visit_seq");

        assertThat(java(proposal, "patient")).endsWith(".numberedBy(\"hibernate_sequence\")");
        assertThat(java(proposal, "visit")).endsWith(".numberedBy(\"visit_seq\")");
        assertThat(java(proposal, "chair")).endsWith(".everything()");
        assertThat(proposal.questions())
                .singleElement()
                .satisfies(
                        question -> {
                            assertThat(question.table()).isEqualTo("patient");
                            assertThat(question.sentence())
                                    .startsWith("no default draws from hibernate_sequence, and");
                            assertThat(question.line()).endsWith(".everything()");
                            assertThat(question.blocking()).isFalse();
                        });
    }

    @Test
    void theApplicationNumbersItsRowsBehindTheProposedWall() throws SQLException {
        TestDatabase database = database("create sequence hibernate_sequence");
        Wall wall = read(database).wall(ROLES);
        database.asOwner(WallSql.functions(wall), WallSql.isolation(wall));
        database.asSuperuser("insert into clinic values (1)");

        assertThat(
                        Sql.list(
                                ScopedDataSource.of(database.app(), wall),
                                Scope.Tenant.of(new TenantId("1")),
                                "insert into patient values (nextval('hibernate_sequence'), 1)"
                                        + " returning id"))
                .containsExactly("1");
        assertThat(Gate.of(wall).faults(database.app()))
                .noneMatch(fault -> fault.object().startsWith("sequence"));
    }

    private static Proposal proposal(String sequences) throws SQLException {
        return read(database(sequences));
    }

    private static TestDatabase database(String sequences) throws SQLException {
        return Blueprint.of("jpa").with(TENANTS, sequences).database();
    }

    private static Proposal read(TestDatabase database) throws SQLException {
        try (Connection connection = database.as("jpa_owner").getConnection()) {
            return Inference.of("jpa").read(connection, "clinic");
        }
    }

    private static String java(Proposal proposal, String table) {
        return proposal.tables().stream()
                .filter(proposed -> proposed.table().name().equals(table))
                .map(Proposed::java)
                .findFirst()
                .orElse("not proposed: " + table);
    }
}
