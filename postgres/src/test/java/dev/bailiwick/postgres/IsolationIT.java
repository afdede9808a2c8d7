package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The wall isolates; and with a hole in it, the proof of that turns red. */
class IsolationIT {

    private static TestDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = School.database();
    }

    @ParameterizedTest
    @EnumSource
    void theWallIsolates(Isolation isolation) throws SQLException {
        isolation.prove(database);
    }

    /** The proofs named here, and no others, must notice. */
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter table school.pupil disable row level security | TENANT_ROWS_ARE_READ_BY_THEIR_TENANT_ONLY TENANT_ROWS_ARE_WRITTEN_BY_THEIR_TENANT_ONLY CHAINED_ROWS_FOLLOW_THEIR_PARENT THE_OWNER_SEES_NO_TENANTS_ROWS
                    alter table school.pupil no force row level security | THE_OWNER_SEES_NO_TENANTS_ROWS
                    drop policy bailiwick_app on school.pupil | TENANT_ROWS_ARE_READ_BY_THEIR_TENANT_ONLY TENANT_ROWS_ARE_WRITTEN_BY_THEIR_TENANT_ONLY CHAINED_ROWS_FOLLOW_THEIR_PARENT
                    alter policy bailiwick_app on school.pupil using (true) | TENANT_ROWS_ARE_READ_BY_THEIR_TENANT_ONLY TENANT_ROWS_ARE_WRITTEN_BY_THEIR_TENANT_ONLY CHAINED_ROWS_FOLLOW_THEIR_PARENT
                    alter policy bailiwick_app on school.pupil with check (true) | TENANT_ROWS_ARE_WRITTEN_BY_THEIR_TENANT_ONLY
                    create policy open on school.pupil for select using (name like 'bolt%') | TENANT_ROWS_ARE_READ_BY_THEIR_TENANT_ONLY CHAINED_ROWS_FOLLOW_THEIR_PARENT THE_OWNER_SEES_NO_TENANTS_ROWS
                    alter policy bailiwick_app on school.lesson using (tenant_id = bailiwick.tenant()) | NARROWED_ROWS_ARE_READ_AS_FAR_AS_THE_SCOPE_SEES
                    alter policy bailiwick_app on school.page using (true) with check (true) | CHAINED_ROWS_FOLLOW_THEIR_PARENT
                    alter policy bailiwick_app_select on school.person using (true) | IDENTITY_ROWS_ARE_THE_PRINCIPALS_AND_THE_TENANTS
                    alter policy bailiwick_app_select on school.organisation using (true) | IDENTITY_ROWS_ARE_THE_PRINCIPALS_AND_THE_TENANTS
                    create policy write on school.subject for insert with check (true); grant insert on school.subject to school_app | GLOBAL_ROWS_ARE_READ_BY_EVERYBODY_AND_WRITTEN_BY_NOBODY
                    grant select on school.queue to school_app | INTERNAL_ROWS_ARE_NOBODYS
                    """)
    void aHoleTurnsItsProofsRed(String hole, String proofs) throws SQLException {
        TestDatabase broken = School.database();
        broken.asSuperuser(hole);

        Set<Isolation> red =
                Arrays.stream(Isolation.values())
                        .filter(isolation -> fails(isolation, broken))
                        .collect(Collectors.toSet());

        assertThat(red)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(proofs.split(" ")).map(Isolation::valueOf).toList());
    }

    private static boolean fails(Isolation isolation, TestDatabase database) {
        try {
            isolation.prove(database);
            return false;
        } catch (AssertionError | SQLException noticed) {
            return true;
        }
    }
}
