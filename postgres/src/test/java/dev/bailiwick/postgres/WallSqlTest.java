package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Dimension;

import org.junit.jupiter.api.Test;

import java.util.BitSet;

class WallSqlTest {

    private static final Roles ROLES =
            Roles.of("owner", "app").withWorker("worker").withMaintenance("maint");
    private static final Dimension<String> AREAS = Dimension.of("areas", text -> text);

    @Test
    void theOrderOfDeclarationsDoesNotMatter() {
        Table a = Table.tenant("a").select().insert();
        Table b = Table.global("b");

        assertThat(WallSql.isolation(Wall.of("s", ROLES, a, b)))
                .isEqualTo(WallSql.isolation(Wall.of("s", ROLES, b, a)));
    }

    @Test
    void aTenantTableIsComparedWithTheTenantAndItsDimensions() {
        assertThat(
                        tableOf(
                                Table.tenant("user")
                                        .narrowedByOptional(AREAS, "area_id")
                                        .select()
                                        .update("name", "order")))
                .isEqualTo(
                        """
                        -- tenant table user
                        alter table s."user" enable row level security;
                        alter table s."user" force row level security;
                        create policy bailiwick_app on s."user" as permissive for all to app
                            using (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('areas')) or area_id = any ((select bailiwick.sees('areas'))::uuid[]) or area_id is null))
                            with check (tenant_id = (select bailiwick.tenant()) and ((select bailiwick.sees_all('areas')) or area_id = any ((select bailiwick.sees('areas'))::uuid[]) or area_id is null));
                        grant select, update (name, "order") on s."user" to app;
                        grant select, insert, update, delete on s."user" to maint;
                        """);
    }

    @Test
    void aNumberIsLookedUpInTheWordsOfItsDimension() {
        Dimension<BitSet> desks = Dimension.numbered("desks", numbers -> numbers);
        Table table = Table.tenant("user").narrowedByNumber(desks, "no").select();

        assertThat(tableOf(table))
                .contains(
                        "using (tenant_id = (select bailiwick.tenant()) and ((select"
                                + " bailiwick.sees_all('desks')) or ((((select"
                                + " bailiwick.words('desks')))[(no >> 5) + 1] >> (no & 31))"
                                + " & 1) = 1))");
        assertThat(WallSql.functions(Wall.of("s", ROLES, table)))
                .startsWith(WallSql.functions())
                .contains("bailiwick.words(dimension text)", "bailiwick.number_of(id uuid)");
    }

    @Test
    void anIdentityTableHasAPolicyForEachCommand() {
        assertThat(
                        tableOf(
                                Table.identity("person")
                                        .select(Rows.own("id"), Rows.ofTenant("home"))
                                        .delete(Rows.own("id"))
                                        .lookedUpByOwner()))
                .isEqualTo(
                        """
                        -- identity table person
                        alter table s.person enable row level security;
                        alter table s.person force row level security;
                        create policy bailiwick_app_select on s.person as permissive for select to app
                            using ((id = (select bailiwick.principal()) or home = (select bailiwick.tenant())));
                        create policy bailiwick_app_delete on s.person as permissive for delete to app
                            using (id = (select bailiwick.principal()));
                        create policy bailiwick_owner_select on s.person as permissive for select to owner
                            using (true);
                        grant select, delete on s.person to app;
                        grant select, insert, update, delete on s.person to maint;
                        """);
    }

    @Test
    void whatTheOwnersFunctionsOnlyReadTheyCannotChange() {
        assertThat(tableOf(Table.tenant("key").lookedUpByOwner()))
                .contains(
                        """
                        create policy bailiwick_owner_select on s.key as permissive for select to owner
                            using (true);
                        """)
                .doesNotContain("for all to owner");
        assertThat(tableOf(Table.tenant("key").changedByOwner()))
                .contains(
                        """
                        create policy bailiwick_owner on s.key as permissive for all to owner
                            using (true)
                            with check (true);
                        """);
    }

    @Test
    void anInternalTableIsTheWorkersOrItsToolsAndNeverTheApps() {
        assertThat(tableOf(Table.internal("queue").forWorker()))
                .contains("create policy bailiwick_worker on s.queue")
                .contains("grant select, insert, update, delete on s.queue to worker")
                .doesNotContain("to app");
        assertThat(tableOf(Table.internal("history").leftToItsTool()))
                .isEqualTo("-- internal table history\n");
    }

    @Test
    void whatIsDangerousIsNeverGranted() {
        assertThat(WallSql.isolation(School.WALL))
                .doesNotContainIgnoringCase("truncate")
                .doesNotContainIgnoringCase("references")
                .doesNotContainIgnoringCase("trigger")
                .doesNotContain("grant all");
    }

    private static String tableOf(Table table) {
        String sql = WallSql.isolation(Wall.of("s", ROLES, table));
        return sql.substring(sql.indexOf("-- " + table));
    }
}
