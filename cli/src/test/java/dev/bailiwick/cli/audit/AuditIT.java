package dev.bailiwick.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Each difference is found under its own id, and by nothing else. */
final class AuditIT {

    private static final Clock TODAY =
            Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.walled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "owner"})
    void findsNothingInADatabaseAsDeclared(String role) {
        Ran ran = audit("--as", role);

        assertThat(ran.out())
                .isEqualTo(
                        "Clean: %s is as declared in %s, seen as shop_%s.\n"
                                .formatted(Shop.url(database), folder.resolve("shop.yaml"), role));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter table shop.customer disable row level security | row-security-off table customer
                    alter table shop.customer no force row level security | row-security-not-forced table customer
                    drop policy bailiwick_app on shop.customer | policy-missing table customer
                    create policy open on shop.customer using (true) | policy-extra table customer
                    alter policy bailiwick_app on shop.customer using (true) | policy-differs table customer
                    alter policy bailiwick_app on shop.customer with check (true) | policy-differs table customer
                    alter policy bailiwick_app on shop.customer to public | policy-differs table customer
                    alter table shop.customer owner to postgres | table-owner table customer
                    create table shop.more () | table-undeclared table more
                    drop table shop.job | table-missing table job
                    drop view shop.by_customer | table-missing view by_customer
                    create table other_customer () inherits (shop.customer) | table-inherited table customer, table-undeclared table other_customer
                    create rule r as on update to shop.customer do also nothing | table-rule table customer
                    grant select on shop.invoice_all to shop_app | grant-extra partition invoice_all
                    grant truncate on shop.customer to shop_app | grant-extra table customer
                    grant update (id) on shop.invoice to shop_app | grant-extra table invoice
                    grant select on shop.job to public | grant-extra table job
                    revoke usage on schema shop from shop_app | grant-missing schema shop
                    revoke insert on shop.line from shop_app | grant-missing table line
                    alter default privileges in schema shop grant select on tables to shop_app | grant-default default privileges
                    create schema other; create table other.t (); grant usage on schema other to shop_app; grant select on other.t to shop_app | grant-elsewhere table other.t
                    alter view shop.by_customer reset (security_invoker) | view-definer view by_customer
                    create or replace function bailiwick.tenant() returns uuid language sql stable parallel safe return null::uuid | function-changed function bailiwick.tenant
                    create function shop.f() returns int language sql security definer return 1; revoke all on function shop.f() from public; grant execute on function shop.f() to shop_app; alter function shop.f() owner to shop_owner | function-definer-path function shop.f()
                    create function shop.f() returns int language sql security definer set search_path = pg_catalog return 1; alter function shop.f() owner to shop_owner | function-definer-open function shop.f()
                    create function shop.f() returns int language sql security definer set search_path = pg_catalog return 1; revoke all on function shop.f() from public; grant execute on function shop.f() to shop_app | function-definer-unbound function shop.f()
                    create function shop.f() returns int language sql set bailiwick.tenant = 'x' return 1 | function-changes-scope function shop.f()
                    alter table shop.line drop constraint line_invoice_id_fkey | reference-missing table line
                    create publication everything for all tables | publication publication everything
                    create function shop.e() returns event_trigger language plpgsql as 'begin end'; create event trigger watch on ddl_command_end execute function shop.e() | event-trigger event trigger watch
                    alter table shop.country add customer_id uuid, add tenant_id uuid, add foreign key (tenant_id, customer_id) references shop.customer | global-refers-to-tenant table country
                    create function shop.f() returns int language sql leakproof return 1 | function-leakproof function shop.f()
                    grant create on schema shop to shop_app | role-may-create role shop_app
                    do $$ begin execute format('alter database %I set bailiwick.tenant = ''x''', current_database()); end $$ | session-scope-preset session, session-scope-preset setting
                    """)
    void findsByItsIdAndByNothingElse(String drift, String expected) throws Exception {
        database.asSuperuser(drift);

        Ran ran = audit("--format", "json");

        assertThat(found(ran)).containsExactlyInAnyOrder(expected.split(", "));
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter role shop_app bypassrls | alter role shop_app nobypassrls | role-attribute role shop_app
                    grant shop_owner to shop_app with inherit false | revoke shop_owner from shop_app | role-membership role shop_app
                    alter role shop_app set bailiwick.principal = 'x' | alter role shop_app reset all | session-scope-preset session, session-scope-preset setting
                    """)
    void findsWhatIsWrongWithARole(String drift, String undo, String expected) throws Exception {
        database.asSuperuser(drift);
        try {
            assertThat(found(audit("--format", "json")))
                    .containsExactlyInAnyOrder(expected.split(", "));
        } finally {
            database.asSuperuser(undo);
        }
    }

    @Test
    void findsThatSomebodyElseIsLoggedIn() throws Exception {
        assertThat(found(audit("--format", "json", "--user", "shop_owner")))
                .containsExactly("session-user session");
    }

    @Test
    void printsWhatItFoundForPeople() throws SQLException {
        database.asSuperuser("alter table shop.customer no force row level security");

        assertThat(audit().out())
                .isEqualTo(
                        """
                        error row-security-not-forced: table customer: row-level security is not forced on its owner
                            Functions that run as the owner see every tenant's rows. Plan and apply; find out who switched it off.
                            at %2$s:4:3
                            fingerprint 8a4f6b6c1a0b6b0e
                        1 error, 0 warnings, 0 suppressed; %1$s against %2$s, seen as shop_app.
                        """
                                .formatted(Shop.url(database), folder.resolve("shop.yaml"))
                                .replace(
                                        "8a4f6b6c1a0b6b0e",
                                        fingerprints(audit("--format", "json")).getFirst()));
    }

    @Test
    void acceptsForATimeWhatTheBaselineSays() throws Exception {
        database.asSuperuser("grant truncate on shop.customer to shop_app");
        String fingerprint = fingerprints(audit("--format", "json")).getFirst();

        Ran accepted = audit("--baseline", baseline(fingerprint, "2026-12-01").toString());
        Ran expired =
                audit(
                        "--format",
                        "json",
                        "--baseline",
                        baseline(fingerprint, "2026-11-30").toString());

        assertThat(accepted.exitCode()).isZero();
        assertThat(accepted.out())
                .contains("suppressed grant-extra", "until 2026-12-01: until the import is gone")
                .endsWith("seen as shop_app.\n");
        assertThat(expired.exitCode()).isEqualTo(1);
        assertThat(found(expired))
                .containsExactlyInAnyOrder(
                        "grant-extra table customer",
                        "suppression-expired suppression of grant-extra table customer");
    }

    @Test
    void findsASuppressionOfNothing() throws Exception {
        Ran ran = audit("--format", "json", "--baseline", baseline("0", "2026-12-01").toString());

        assertThat(found(ran))
                .containsExactly("suppression-unused suppression of grant-extra table customer");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(
                        audit(
                                        "--fail-on",
                                        "error",
                                        "--baseline",
                                        baseline("0", "2026-12-01").toString())
                                .exitCode())
                .isZero();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    suppressions: [{fingerprint: a, finding: b c, reason: d, expires: 2028-01-01}] | 1:70: is more than a year ahead
                    suppressions: [{fingerprint: a, finding: b c, expires: 2027-01-01}]            | 1:16: 'reason' is missing
                    suppressions: [{fingerprint: a, finding: b c, reason: d, expires: soon}]       | 1:67: should be a day such as 2027-01-31
                    suppresions: []                                                                | 1:1: unknown key 'suppresions'; did you mean 'suppressions'?
                    """)
    void refusesABaselineThatSaysTooLittle(String text, String expected) {
        Path file = Shop.file(folder, "baseline.yaml", text.replace("1:70", ""));

        Ran ran = audit("--baseline", file.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains("The baseline is wrong", expected.replaceFirst("^1:70: ", ""));
    }

    @Test
    void writesSarifThatPointsIntoTheDeclaration() throws SQLException {
        database.asSuperuser(
                "alter table shop.line disable row level security",
                "grant truncate on shop.customer to shop_app");
        Ran plain = audit("--format", "json");
        Path accepted =
                Shop.file(
                        folder,
                        "baseline.yaml",
                        "suppressions: [{fingerprint: %s, finding: grant-extra table customer, reason: r, expires: 2027-01-01}]"
                                .formatted(fingerprints(plain).getFirst()));

        JsonNode sarif =
                new ObjectMapper()
                        .readTree(
                                audit("--format", "sarif", "--baseline", accepted.toString())
                                        .out());

        assertThat(sarif.get("version").asString()).isEqualTo("2.1.0");
        assertThat(sarif.get("$schema").asString()).endsWith("/sarif-schema-2.1.0.json");
        JsonNode run = sarif.get("runs").get(0);
        JsonNode rules = run.at("/tool/driver/rules");
        assertThat(run.get("results")).hasSize(2);
        for (JsonNode result : run.get("results")) {
            assertThat(rules.get(result.get("ruleIndex").asInt()).get("id"))
                    .isEqualTo(result.get("ruleId"));
            assertThat(result.get("level").asString()).isIn("error", "warning");
            assertThat(result.at("/message/text").asString()).isNotBlank();
            assertThat(result.at("/partialFingerprints/bailiwickFinding~1v1").asString())
                    .matches("[0-9a-f]{16}");
        }
        JsonNode truncate = run.get("results").get(0);
        assertThat(truncate.at("/suppressions/0/kind").asString()).isEqualTo("external");
        assertThat(truncate.at("/suppressions/0/justification").asString())
                .isEqualTo("r (until 2027-01-01)");
        JsonNode off = run.get("results").get(1);
        assertThat(off.get("ruleId").asString()).isEqualTo("row-security-off");
        assertThat(off.get("suppressions")).isEmpty();
        assertThat(off.at("/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(6);
        assertThat(off.at("/locations/0/logicalLocations/0/fullyQualifiedName").asString())
                .isEqualTo("table line");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --format yaml       | --format is one of text, json, sarif, not yaml.
                    --as root           | --as is one of app, owner, not root.
                    --fail-on nothing   | --fail-on is one of error, warning, not nothing.
                    --baseline none.yaml | The baseline none.yaml cannot be read: NoSuchFileException.
                    --user nobody       | refuses the login of nobody: FATAL: role "nobody" does not exist
                    --wall a.B#C        | Say where the tables are declared: one of --declaration FILE, --wall CLASS#MEMBER
                    """)
    void saysInOneLineWhyItCouldNot(String arguments, String expected) {
        Ran ran = audit(arguments.split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains(expected);
    }

    private Ran audit(String... more) {
        List<String> args = new ArrayList<>();
        args.addAll(
                List.of(
                        "audit",
                        "--declaration",
                        Shop.declaredIn(folder).toString(),
                        "--url",
                        Shop.url(database)));
        args.addAll(Arrays.asList(more));
        return Ran.of(
                new AuditCommand(TODAY, new DatabaseOptions(Map.of())),
                args.toArray(String[]::new));
    }

    private Path baseline(String fingerprint, String expires) {
        return Shop.file(
                folder,
                "baseline.yaml",
                """
                suppressions:
                  - fingerprint: %s
                    finding: grant-extra table customer
                    reason: until the import is gone
                    expires: %s
                """
                        .formatted(fingerprint, expires));
    }

    private static List<String> found(Ran ran) {
        return findings(ran)
                .filter(finding -> !finding.has("suppressed"))
                .map(
                        finding ->
                                finding.get("id").asString()
                                        + " "
                                        + finding.get("object").asString())
                .distinct()
                .toList();
    }

    private static List<String> fingerprints(Ran ran) {
        return findings(ran).map(finding -> finding.get("fingerprint").asString()).toList();
    }

    private static Stream<JsonNode> findings(Ran ran) {
        return new ObjectMapper().readTree(ran.out()).get("findings").valueStream();
    }
}
