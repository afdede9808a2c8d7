package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * What SQL of the app role can do to authority, and which columns it cannot read: written down here
 * once more, since a word too much in the declaration would let whoever gets SQL to run raise
 * themselves, and everything else would go on as before.
 */
final class GrantsIT {

    private static final TestServer SERVER = TestServer.shared();

    /** Of these, functions that ask who calls them change all but what is named below. */
    private static final List<String> CHANGED_BY_FUNCTIONS =
            List.of(
                    "api_key",
                    "app_user",
                    "audit_entry",
                    "invitation",
                    "invitation_role",
                    "maintenance_audit",
                    "membership",
                    "provider_group",
                    "provider_group_member",
                    "refresh_token",
                    "retention",
                    "role",
                    "role_provider_group",
                    "role_user",
                    "secret_key",
                    "sign_in_failure",
                    "tenant");

    private static final String WRITES =
            """
            select t.name || ' ' || lower(p.word) as told
            from unnest(cast(? as text[])) t (name)
            cross join unnest(array['INSERT', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p (word)
            where case when p.word in ('INSERT', 'REFERENCES') then has_any_column_privilege('bailiwick_app', 'posture.' || t.name, p.word)
                       else has_table_privilege('bailiwick_app', 'posture.' || t.name, p.word) end
            union all
            select t.name || ' update ' || string_agg(a.attname, ', ' order by a.attname)
            from unnest(cast(? as text[])) t (name)
            join pg_attribute a on a.attrelid = cast('posture.' || t.name as regclass) and a.attnum > 0 and not a.attisdropped
            where has_column_privilege('bailiwick_app', a.attrelid, a.attnum, 'UPDATE')
            group by t.name
            order by told
            """;

    @Test
    void theAppRoleWritesNothingOfAuthorityButWhatIsItsPrincipalsOwn() {
        String[] tables = CHANGED_BY_FUNCTIONS.toArray(String[]::new);

        assertThat(SERVER.sql().sql(WRITES).params(tables, tables).query(String.class).list())
                .containsExactlyInAnyOrder(
                        "api_key update last_used_at",
                        "app_user update company_name, credentials_epoch, email, last_login, name,"
                                + " password_hash",
                        "refresh_token delete",
                        "refresh_token insert",
                        "refresh_token update revoked_at, used_at",
                        "tenant update epoch, name, updated_at");
    }

    private static final String HIDDEN =
            """
            select c.relname || '.' || a.attname as told
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and has_any_column_privilege('bailiwick_app', c.oid, 'SELECT')
              and not has_column_privilege('bailiwick_app', c.oid, a.attnum, 'SELECT')
            order by told
            """;

    @Test
    void theAppRoleReadsNoHashOfWhatOpensAnything() {
        assertThat(SERVER.sql().sql(HIDDEN).query(String.class).list())
                .containsExactly(
                        "api_key.secret_hash", "app_user.password_hash", "invitation.token_hash");
    }
}
