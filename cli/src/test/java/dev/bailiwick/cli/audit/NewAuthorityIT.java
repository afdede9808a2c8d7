package dev.bailiwick.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.cli.plan.PlanCommand;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A new database whose tables refer to teams, and are asked after before they can be there. */
class NewAuthorityIT {

    private static final String FILE =
            """
            schema: club
            roles: {owner: club_owner, app: club_app}
            authority:
              tenants: club(id)
              principals: person(id)
              email: email
              permissions: [MEMBER_MANAGE, PAGE_READ]
              roles:
                owner: {above: viewer}
                viewer: {permissions: PAGE_READ}
              duties: {members: MEMBER_MANAGE, invitations: MEMBER_MANAGE, teams: MEMBER_MANAGE, audit: MEMBER_MANAGE}
            tables:
              club: {kind: identity, select: {tenant: id}, owner: changes}
              person: {kind: identity, select: {own: id}, owner: looks-up}
              page: {kind: tenant, column: tenant_id, owned-by: author_id, in-team: team_id, shared-as: {type: page, id: id}, app: [select]}
            """;

    private static final Blueprint NEW =
            Blueprint.of("club")
                    .with(
                            "create table club (id uuid primary key)",
                            "create table person (id uuid primary key, email text not null)");

    private static final String PAGE =
            """
            create table page (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null,
                author_id uuid not null default bailiwick.principal(), team_id uuid not null,
                primary key (tenant_id, id),
                foreign key (tenant_id, team_id) references bailiwick_authority.team)
            """;

    @TempDir private Path folder;

    private Ran run(TestDatabase database, BailiwickCommand command, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(
                List.of(
                        "--declaration",
                        Shop.file(folder, "club.yaml", FILE).toString(),
                        "--url",
                        Shop.url(database)));
        return Ran.of(command, all.toArray(String[]::new));
    }

    @Test
    void whatTablesReferToIsPrintedForTheOwnerAndTheRestIsApplied() throws SQLException {
        TestDatabase database = NEW.database();
        String down = folder.resolve("down.sql").toString();
        assertThat(run(database, new ApplyCommand(), "apply", "--yes", "--down-file", down).err())
                .as("before")
                .contains("table page: is declared but does not exist");

        String before = run(database, new PlanCommand(), "plan", "--before-tables").out();
        database.asOwner(before, before);
        database.asOwner(PAGE);
        Ran applied = run(database, new ApplyCommand(), "apply", "--yes", "--down-file", down);

        assertThat(applied.err()).isEmpty();
        assertThat(applied.out())
                .endsWith("Clean: the database is as declared, seen as club_app.\n");
        assertThat(run(database, new AuditCommand(), "audit").exitCode()).isZero();
    }
}
