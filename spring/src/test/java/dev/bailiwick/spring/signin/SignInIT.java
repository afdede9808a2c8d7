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
        database =
                Blueprint.of("club")
                        .with(
                                WallSql.functions(ClubApplication.WALL),
                                Files.readString(
                                        Path.of("src/test/resources/signin/functions.sql")),
                                NOTES,
                                WallSql.isolation(ClubApplication.WALL))
                        .withRows(
                                """
                                insert into club.person values
                                    ('%1$s', 'zoe@example.org', 'hash-of-zoe'), ('%2$s', 'yan@example.org', 'hash-of-yan');
                                insert into club.tenant values ('%3$s', 'the club of Zoe');
                                insert into club.membership values ('%3$s', '%1$s');
                                """
                                        .formatted(ZOE, YAN, ZOES))
                        .database();
        app = ScopedDataSource.of(database.app(), ClubApplication.WALL);
        application =
                Shop.start(
                        database.app(),
                        WebApplicationType.SERVLET,
                        ClubApplication.class,
                        "bailiwick.tenant.source=header:X-Tenant");
        database.withTwins();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void whoSignsUpFoundsATenantAndWorksInIt() throws Exception {
        assertThat(post("/people?email=Ann@example.org&secret=of-ann", "").statusCode())
                .isEqualTo(202);
        assertThat(post("/people?email=ben@example.org&secret=of-ben", "").statusCode())
                .isEqualTo(202);

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
    void whoIsUnknownFoundsNothingAndLearnsNothing() throws Exception {
        assertThat(post("/tenants?name=Acme", "").statusCode()).isEqualTo(401);
        assertThat(post("/tenants?name=Acme", "nobody@example.org:x").statusCode()).isEqualTo(401);
        HttpResponse<String> taken = post("/people?email=zoe@example.org&secret=mine", "");
        HttpResponse<String> free = post("/people?email=free@example.org&secret=mine", "");
        assertThat(taken.statusCode()).isEqualTo(free.statusCode());
        assertThat(taken.body()).isEqualTo(free.body());
        assertThat(lookedUp("zoe@example.org")).as("as before").containsExactly("hash-of-zoe");
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

    private static Scope yan() {
        return new Scope.Identity(YAN);
    }

    private static List<String> lookedUp(String address) throws SQLException {
        return Sql.list(app, NOBODY, "select secret_hash from person_by_email(?)", address);
    }

    private static HttpResponse<String> post(String path, String login, String... tenant)
            throws Exception {
        return send("POST", path, login, tenant.length == 0 ? "" : tenant[0]);
    }

    private static HttpResponse<String> get(String path, String login, String tenant)
            throws Exception {
        return send("GET", path, login, tenant);
    }

    private static HttpResponse<String> send(
            String method, String path, String login, String tenant) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
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
