package dev.bailiwick.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.cli.plan.PlanCommand;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Authority by a key of the declaration file: made by apply, and audited to the letter. */
class KeptAuthorityIT {

    private static final String FILE =
            """
            schema: club
            roles: {owner: club_owner, app: club_app}
            epoch: authority
            authority:
              tenants: club(id)
              principals: person(id)
              email: email
              permissions: [MEMBER_MANAGE, PAGE_READ]
              roles:
                owner: {above: admin}
                admin: {permissions: MEMBER_MANAGE, above: viewer}
                viewer: {permissions: PAGE_READ}
              duties: {members: MEMBER_MANAGE, invitations: MEMBER_MANAGE, teams: MEMBER_MANAGE, audit: MEMBER_MANAGE}
            tables:
              club: {kind: identity, select: {tenant: id}, owner: changes}
              person: {kind: identity, select: {own: id}, owner: looks-up}
            """;

    private static final Blueprint BARE =
            Blueprint.of("club")
                    .with(
                            "create table club (id uuid primary key)",
                            "create table person (id uuid primary key, email text not null)");

    @TempDir private Path folder;
    private TestDatabase database;

    @BeforeEach
    void apply() throws SQLException {
        database = BARE.database();
        Ran ran =
                run(
                        new ApplyCommand(),
                        "apply",
                        "--yes",
                        "--down-file",
                        folder.resolve("down.sql").toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).endsWith("Clean: the database is as declared, seen as club_app.\n");
        assertThat(ran.exitCode()).isZero();
    }

    private Ran run(BailiwickCommand command, String... args) {
        Path file = Shop.file(folder, "club.yaml", FILE);
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--declaration", file.toString(), "--url", Shop.url(database)));
        return Ran.of(command, all.toArray(String[]::new));
    }

    @Test
    void thePageShowsWhatIsTriedHere() throws IOException {
        String shown = FILE.substring(FILE.indexOf("authority:\n"), FILE.indexOf("tables:"));

        assertThat(Path.of("..", "docs", "toolkit", "declaration.md")).content().contains(shown);
    }

    @Test
    void whatWasAppliedIsAsDeclared() {
        assertThat(run(new AuditCommand(), "audit").exitCode()).isZero();
        assertThat(run(new PlanCommand(), "plan").out())
                .isEqualTo("-- Nothing to do: the database is as declared.\n");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    create or replace function bailiwick_authority.may(wanted text) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as 'select true' | error function-changed: function bailiwick_authority.may(text): has another body than generated
                    drop function bailiwick_authority.end_membership(text) | error function-changed: function bailiwick_authority.end_membership(text): is missing
                    grant execute on function bailiwick_authority.take(uuid, text, bigint) to club_app | error grant-extra: function bailiwick_authority.take(uuid,text,bigint): may be called by club_app
                    insert into bailiwick_authority.role_permission values ('viewer', 'MEMBER_MANAGE') | error authority-model: schema bailiwick_authority: says holds viewer MEMBER_MANAGE, where it should say nothing of it
                    """)
    void driftIsFoundAndPlanned(String drift, String expected) throws SQLException {
        database.asOwner(drift);

        Ran audited = run(new AuditCommand(), "audit");

        assertThat(audited.out()).contains(expected);
        assertThat(audited.exitCode()).isEqualTo(1);
        database.asOwner(run(new PlanCommand(), "plan").out());
        assertThat(run(new AuditCommand(), "audit").exitCode()).isZero();
    }
}
