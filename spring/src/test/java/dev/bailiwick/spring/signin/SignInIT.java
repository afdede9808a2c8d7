package dev.bailiwick.spring.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

/** What is asked before anybody is known gives one row or none, and nothing else is to be had. */
@SuppressWarnings("NullAway.Init") // made before all tests
class SignInIT {

    private static final String NOTES =
            """
            create table note (
                tenant_id uuid not null default bailiwick.tenant(), id uuid not null default gen_random_uuid(),
                text text not null, primary key (tenant_id, id));
            """;

    private static final Scope NOBODY = new Scope.Global();
    private static final PrincipalId ZOE =
            PrincipalId.parse("00000000-0000-7000-8000-0000000000c1");
    private static final PrincipalId YAN =
            PrincipalId.parse("00000000-0000-7000-8000-0000000000c2");
    private static final PrincipalId NEW =
            PrincipalId.parse("00000000-0000-7000-8000-0000000000c9");
    private static final TenantId ZOES = TenantId.parse("00000000-0000-7000-8000-00000000000c");

    private static TestDatabase database;
    private static DataSource app;
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() throws Exception {
        database = blueprint().database();
        app = ScopedDataSource.of(database.app(), ClubApplication.WALL);
        application =
                Shop.start(
                        database.app(),
                        WebApplicationType.SERVLET,
                        ClubApplication.class,
                        "bailiwick.tenant.source=header:X-Tenant");
        database.withTwins();
    }

    private static Blueprint blueprint() throws IOException {
        return Blueprint.of("club")
                .with(
                        WallSql.functions(ClubApplication.WALL),
                        Files.readString(Path.of("src/test/resources/signin/functions.sql")),
                        NOTES,
                        WallSql.isolation(ClubApplication.WALL))
                .withRows(
                        """
                        insert into club.person values
                            ('%1$s', 'zoe@example.org', 'hash-of-zoe'), ('%2$s', 'yan@example.org', 'hash-of-yan');
                        insert into club.tenant values ('%3$s', 'the club of Zoe');
                        insert into club.membership values ('%3$s', '%1$s');
                        """
                                .formatted(ZOE, YAN, ZOES));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void whoSignsUpFoundsATenantAndWorksInIt() throws Exception {
        for (String name : List.of("Ann", "ben")) {
            assertThat(apply(name + "@example.org").statusCode()).isEqualTo(202);
            String kept = name.toLowerCase(Locale.ROOT);
            assertThat(prove(mailed(kept + "@example.org"), "of-" + kept).statusCode())
                    .isEqualTo(201);
        }

        String tenant =
                post("/tenants?name=Acme", "ann@example.org:of-ann").body().replace("\"", "");

        assertThat(post("/notes?text=buy+nails", "ann@example.org:of-ann", tenant).statusCode())
                .isEqualTo(200);
        assertThat(get("/notes", "ann@example.org:of-ann", tenant).body())
                .isEqualTo("[\"buy nails\"]");
        assertThat(get("/notes", "ann@example.org:of-ben", tenant).statusCode()).isEqualTo(401);
        assertThat(get("/notes", "ben@example.org:of-ben", tenant).statusCode()).isEqualTo(404);
        assertThat(get("/notes", "ben@example.org:of-ben", "").body()).isEqualTo("[]");
    }

    @Test
    void whoIsUnknownFoundsNothing() throws Exception {
        assertThat(post("/tenants?name=Acme", "").statusCode()).isEqualTo(401);
        assertThat(post("/tenants?name=Acme", "nobody@example.org:x").statusCode()).isEqualTo(401);
    }

    @Test
    void whoSignsUpDoesNotLearnWhetherThereIsSuchAPerson() throws Exception {
        HttpResponse<String> taken = apply("zoe@example.org");
        HttpResponse<String> free = apply("free@example.org");

        assertThat(taken.statusCode()).isEqualTo(free.statusCode());
        assertThat(taken.body()).isEqualTo(free.body());
        assertThat(applicants())
                .as("both wait for the same")
                .contains("zoe@example.org", "free@example.org");

        HttpResponse<String> asTaken = get("/notes", "zoe@example.org:mine", "");
        HttpResponse<String> asFree = get("/notes", "free@example.org:mine", "");

        assertThat(asTaken.statusCode()).isEqualTo(401);
        assertThat(asFree.statusCode()).as("nor by signing in").isEqualTo(401);
        assertThat(untimed(asTaken)).isEqualTo(untimed(asFree));
    }

    @Test
    void anAddressIsOfWhoeverReadsItsMail() throws Exception {
        apply("new@example.org");
        String token = mailed("new@example.org");

        assertThat(prove("guessed", "mine").statusCode()).isEqualTo(404);
        assertThat(get("/notes", "new@example.org:mine", "").statusCode()).isEqualTo(401);

        assertThat(prove(token, "of-new").statusCode()).isEqualTo(201);
        assertThat(get("/notes", "new@example.org:of-new", "").statusCode()).isEqualTo(200);
        assertThat(prove(token, "mine").statusCode()).as("once").isEqualTo(404);
        assertThat(get("/notes", "new@example.org:mine", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aProofIsGoodForAnHourAndChangesNoSecret() throws Exception {
        apply("zoe@example.org");
        apply("late@example.org");
        database.asOwner(
                "update club.applicant set until = now() - interval '1 minute'"
                        + " where email = 'late@example.org'");

        assertThat(prove(mailed("late@example.org"), "of-late").statusCode()).isEqualTo(404);
        assertThat(prove(mailed("zoe@example.org"), "mine").statusCode()).isEqualTo(404);
        assertThat(lookedUp("zoe@example.org")).as("as before").containsExactly("hash-of-zoe");

        apply("later@example.org");

        assertThat(applicants()).contains("later@example.org").doesNotContain("late@example.org");
    }

    @Test
    void theLookUpGivesOneRowToWhoKnowsTheAddressAndNoneToWhoDoesNot() throws SQLException {
        assertThat(lookedUp("zoe@example.org")).containsExactly("hash-of-zoe");
        assertThat(lookedUp("ZOE@example.org")).containsExactly("hash-of-zoe");
        for (String guess :
                List.of(
                        "",
                        "%",
                        "_oe@example.org",
                        "zoe",
                        ".*",
                        "' or true --",
                        "zoe@example.or")) {
            assertThat(lookedUp(guess)).as(guess).isEmpty();
        }
        assertThat(Sql.list(app, NOBODY, "select secret_hash from person_by_email(null)"))
                .isEmpty();
    }

    @Test
    void pastTheLookUpNothingIsToBeHad() throws SQLException {
        for (String table : List.of("person", "tenant", "membership")) {
            String all = "select t::text from %s t".formatted(table);

            assertThat(Sql.list(app, NOBODY, all)).as(table).isEmpty();
            assertThat(Sql.list(database.twins(), NOBODY, all))
                    .as("control, " + table)
                    .isNotEmpty();
        }
        assertThat(Sql.list(app, new Scope.Identity(YAN), "select email from person"))
                .containsExactly("yan@example.org");
        assertThat(Sql.list(app, new Scope.Identity(NEW), "select tenant_id::text from membership"))
                .isEmpty();
        assertThat(Sql.list(app, new Scope.Identity(ZOE), "select tenant_id::text from membership"))
                .containsExactly(ZOES.toString());
    }

    @Test
    void nobodyMakesThemselvesAMember() throws SQLException {
        String joining = "insert into membership values ('%s', '%s')".formatted(ZOES, YAN);
        Scope yan = new Scope.Identity(YAN);

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> Sql.update(app, yan, joining))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo(Sql.REFUSED));
        assertThat(Sql.update(database.twins(), yan, joining)).as("the control").isEqualTo(1);
    }

    @Test
    void aTenantIsFoundedByWhoIsInScopeAndByNobodyElse() throws SQLException {
        String founding = "select club.found_tenant('forged')::text";

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> Sql.list(app, NOBODY, founding))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo(Sql.REFUSED));

        String made = String.valueOf(Sql.list(app, yan(), founding).getFirst());

        assertThat(Sql.list(app, yan(), "select tenant_id::text from membership"))
                .containsExactly(made);
        assertThat(Sql.list(app, new Scope.Identity(ZOE), "select tenant_id::text from membership"))
                .containsExactly(ZOES.toString());
    }

    /** Refused by the grant, since all else that it needs is there: it is what the control adds. */
    @Test
    void theFunctionThatFoundsIsTheAppRolesAlone() throws SQLException {
        database.asSuperuser(
                "create role club_other login", "grant usage on schema club to club_other");
        try (Connection other = database.as("club_other").getConnection()) {
            other.setAutoCommit(false);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> founded(other))
                    .withMessageContaining("permission denied for function found_tenant");
            other.rollback();

            database.asSuperuser("grant execute on function club.found_tenant to club_other");
            assertThat(founded(other)).as("the control").hasSize(1);
            other.rollback();
        } finally {
            database.asSuperuser("drop owned by club_other", "drop role club_other");
        }
    }

    private static List<String> founded(Connection connection) throws SQLException {
        Sql.list(connection, "select set_config('bailiwick.principal', ?, true)", YAN.toString());
        return Sql.list(connection, "select club.found_tenant('forged')::text");
    }

    private static List<String> applicants() throws SQLException {
        try (Connection connection = database.as("club_owner").getConnection()) {
            return Sql.list(connection, "select email from club.applicant");
        }
    }

    private static String untimed(HttpResponse<String> answer) {
        return answer.body().replaceFirst("\"timestamp\":\"[^\"]*\"", "");
    }

    private static String mailed(String address) {
        return String.valueOf(ClubApplication.MAIL.get(address));
    }

    private static HttpResponse<String> apply(String email) throws Exception {
        return send("POST", "/applicants", "{\"email\": \"%s\"}".formatted(email), "", "");
    }

    private static HttpResponse<String> prove(String token, String secret) throws Exception {
        String proof = "{\"token\": \"%s\", \"secret\": \"%s\"}".formatted(token, secret);
        return send("POST", "/people", proof, "", "");
    }

    private static Scope yan() {
        return new Scope.Identity(YAN);
    }

    private static List<String> lookedUp(String address) throws SQLException {
        return Sql.list(app, NOBODY, "select secret_hash from person_by_email(?)", address);
    }

    private static HttpResponse<String> post(String path, String login, String... tenant)
            throws Exception {
        return send("POST", path, "", login, tenant.length == 0 ? "" : tenant[0]);
    }

    private static HttpResponse<String> get(String path, String login, String tenant)
            throws Exception {
        return send("GET", path, "", login, tenant);
    }

    private static HttpResponse<String> send(
            String method, String path, String body, String login, String tenant) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!login.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(login.getBytes(StandardCharsets.US_ASCII)));
        }
        if (!tenant.isEmpty()) {
            request.header("X-Tenant", tenant);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
