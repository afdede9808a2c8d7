package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.jdbc.SealedSchool;
import dev.bailiwick.postgres.sealed.SealForm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.SQLException;

/** The gate names every way in which a seal could be broken. */
class SealGateIT {

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PORTABLE | grant select on bailiwick_seal.key to school_app | seal: table of keys: select is granted to school_app
                    PORTABLE | grant select (inner_pad) on bailiwick_seal.key to public | seal: table of keys: select is granted to public
                    PORTABLE | alter table bailiwick_seal.key owner to school_owner | seal: relation key is owned by school_owner
                    PORTABLE | create policy all_of_it on bailiwick_seal.key using (true) | seal: table of keys: has the policy all_of_it
                    PORTABLE | alter function bailiwick_seal.verified() security invoker | seal: function verified() is not as generated
                    PORTABLE | alter function bailiwick_seal.verified() reset search_path | seal: function verified() is not as generated
                    PORTABLE | alter function bailiwick_seal.verified() reset search_path | function bailiwick_seal.verified(): runs as its owner with the caller's search_path
                    PORTABLE | alter function bailiwick_seal.verified() owner to school_owner | seal: function verified() is not as generated
                    PORTABLE | alter function bailiwick_seal.verified() parallel safe | seal: function verified() is not as generated
                    PORTABLE | grant execute on function bailiwick_seal.verified() to public | function bailiwick_seal.verified(): runs as its owner and may be called by everybody
                    PORTABLE | create or replace function bailiwick_seal.verified() returns text language sql security definer return '' | seal: function verified() is not as generated
                    PORTABLE | create or replace function bailiwick_seal.value(setting text) returns text language sql stable return current_setting(setting, true) | seal: function value(setting text) is not as generated
                    PORTABLE | create function bailiwick_seal.mint(text) returns text language sql return $1 | seal: function mint(text) was not generated
                    PORTABLE | drop function bailiwick_seal.verified() cascade | seal: function verified() is missing
                    PORTABLE | drop schema bailiwick_seal cascade | seal: the table of keys does not exist
                    PORTABLE | create or replace function bailiwick.tenant() returns uuid language sql stable parallel safe return nullif(current_setting('bailiwick.tenant', true), '')::uuid | function bailiwick.tenant: is not as generated
                    PORTABLE | grant create on schema bailiwick_seal to school_app | seal: schema: create is granted to school_app
                    SLOT | alter function bailiwick_seal.enter(text) reset search_path | seal: function enter(token text) is not as generated
                    SLOT | alter function bailiwick_seal.enter(text) security invoker | seal: function enter(token text) is not as generated
                    SLOT | create function bailiwick_seal.verified() returns text language sql return '' | seal: function verified() was not generated
                    """)
    void names(SealForm form, String fault, String expected) throws SQLException {
        SealedSchool school = SealedSchool.of(form);
        school.database().asSuperuser(fault);

        assertThat(Gate.of(School.WALL.sealedAs(form)).faults(school.database().app()))
                .anySatisfy(found -> assertThat(found.toString()).startsWith(expected));
    }

    /** Of the whole server, so each is undone. */
    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    grant bailiwick_seal to school_app | revoke bailiwick_seal from school_app | seal: role school_app: may act as the verifier
                    alter role bailiwick_seal login | alter role bailiwick_seal nologin | seal: role bailiwick_seal may log in
                    alter role bailiwick_seal bypassrls | alter role bailiwick_seal nobypassrls | seal: role bailiwick_seal bypasses policies
                    grant set on parameter backtrace_functions to school_app | revoke set on parameter backtrace_functions from school_app | seal: the slot may be set by school_app
                    revoke set on parameter backtrace_functions from bailiwick_seal | grant set on parameter backtrace_functions to bailiwick_seal | seal: the verifier may not set its slot
                    alter role school_app set backtrace_functions = 'x' | alter role school_app reset backtrace_functions | seal: the slot is in use
                    """)
    void namesWhatIsWrongWithTheServer(String fault, String undo, String expected)
            throws SQLException {
        SealedSchool school = SealedSchool.of(SealForm.SLOT);
        school.database().asSuperuser(fault);
        try {
            assertThat(Gate.of(School.WALL.sealedAs(SealForm.SLOT)).faults(school.database().app()))
                    .anySatisfy(found -> assertThat(found.toString()).startsWith(expected));
        } finally {
            school.database().asSuperuser(undo);
        }
    }
}
