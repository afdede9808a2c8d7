package dev.bailiwick.spring.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.authority.Change;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.postgres.authority.Opened;
import dev.bailiwick.postgres.authority.ReceivedShares;
import dev.bailiwick.postgres.authority.ShareTarget;
import dev.bailiwick.postgres.authority.Shared;
import dev.bailiwick.postgres.authority.Shares;
import dev.bailiwick.postgres.authority.Tenants;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

/** What {@code docs/toolkit/spring-authority.md} shows, run; with one connection for all work. */
@ExtendWith(OutputCaptureExtension.class)
class DeskIT {

    private static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    private static final TenantId BOLT = new TenantId(new UUID(0xB, 1));
    private static final PrincipalId ANN = new PrincipalId(new UUID(0, 1));
    private static final PrincipalId BEN = new PrincipalId(new UUID(0, 2));
    private static final PrincipalId CAT = new PrincipalId(new UUID(0, 3));
    private static final PrincipalId EVE = new PrincipalId(new UUID(0, 4));
    private static final PrincipalId DAN = new PrincipalId(new UUID(0, 5));

    private static TestDatabase database;
    private static ConfigurableApplicationContext application;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        database = Blueprint.of("desk").withRole("desk_guests").database();
        String owner = Shop.url(database.as("desk_owner"));
        application =
                Shop.serve(
                        database,
                        DeskApplication.class,
                        "spring.autoconfigure.exclude=",
                        "spring.flyway.enabled=true",
                        "spring.flyway.url=" + owner,
                        "spring.flyway.user=desk_owner",
                        "spring.flyway.default-schema=desk",
                        "spring.flyway.locations=classpath:desk/migration",
                        "spring.datasource.hikari.maximum-pool-size=1",
                        "spring.datasource.hikari.connection-timeout=3000",
                        "logging.level.dev.bailiwick=warn",
                        "bailiwick.tenant.source=header:X-Tenant");
        http = HttpClient.newHttpClient();
        database.asSuperuser(
                """
                insert into workspace values ('%s', 'Acme'), ('%s', 'Bolt');
                insert into person values ('%s', 'ann@desk'), ('%s', 'ben@desk'), ('%s', 'cat@desk'), ('%s', 'eve@desk'), ('%s', 'dan@desk');
                """
                        .formatted(ACME, BOLT, ANN, BEN, CAT, EVE, DAN));
        bringIn();
    }

    private static void bringIn() throws SQLException {
        DataSource dataSource = application.getBean(DataSource.class);
        RoleModel model = application.getBean(RoleModel.class);
        Set<Role> owner = Set.of(model.require("owner"));
        Set<Role> viewer = Set.of(model.require("viewer"));
        // snippet bring
        Tenants tenants = new Tenants(dataSource);
        Scopes.call(
                new Scope.Maintenance("members of before", Duration.ofMinutes(10)),
                () -> tenants.bringIn(ACME, Map.of(ANN, owner, BEN, viewer, CAT, viewer)));
        // end
        Scopes.call(
                new Scope.Maintenance("members of before", Duration.ofMinutes(10)),
                () -> tenants.bringIn(BOLT, Map.of(EVE, owner)));
        Scopes.call(
                new Scope.Maintenance("one who leaves", Duration.ofMinutes(10)),
                () -> tenants.bringIn(ACME, Map.of(DAN, viewer)));
    }

    @AfterAll
    static void stop() {
        http.close();
        application.close();
    }

    private static HttpResponse<String> ask(
            PrincipalId who, String method, String path, String body)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Who", who.toString())
                        .header("X-Tenant", ACME.toString())
                        .header("Content-Type", "text/plain")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> past(String query) throws SQLException {
        try (Connection superuser = database.as("postgres").getConnection()) {
            return Sql.list(superuser, query);
        }
    }

    // snippet now
    /** As a request finds it: made anew for each thing that a test does. */
    private static Scope.Tenant now(PrincipalId who, TenantId tenant) throws SQLException {
        return application.getBean(Members.class).holding(who, tenant).orElseThrow().scope();
    }

    // end

    private static UUID document(String title) throws SQLException {
        return UUID.fromString(
                past("insert into document (tenant_id, author_id, title) values ('%s', '%s', '%s') returning id"
                                .formatted(ACME, ANN, title))
                        .getFirst());
    }

    private static String path(UUID document) {
        return "/documents/" + document;
    }

    private static Documents documents() {
        return application.getBean(Documents.class);
    }

    private static Shared share(UUID document, ShareTarget target, ShareLevel level)
            throws SQLException {
        Shares shares = application.getBean(Shares.class);
        return Scopes.call(
                now(ANN, ACME),
                () -> shares.share(shares.type("document"), document, target, level));
    }

    @Test
    void whatIsRolledBackWasNotGiven() throws Exception {
        String path = "/members/%s/roles-in-vain?role=admin".formatted(BEN);

        assertThat(ask(ANN, "POST", path, "").statusCode()).isEqualTo(422);

        assertThat(
                        past(
                                "select roles from bailiwick_authority.membership where"
                                        + " principal_id = '%s'".formatted(BEN)))
                .containsExactly("{viewer}");
    }

    /** A change that was answered with DONE is there, whenever it was made. */
    @Test
    void whatIsGivenOnceATransactionIsCommittedIsGiven() throws Exception {
        Members members = application.getBean(Members.class);
        Set<Role> viewer = Set.of(application.getBean(RoleModel.class).require("viewer"));
        TransactionTemplate transaction =
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        List<Change> changes = new ArrayList<>();

        Scopes.run(
                now(ANN, ACME),
                () ->
                        transaction.executeWithoutResult(
                                _ ->
                                        AfterCommit.runs(
                                                () -> changes.add(members.take(CAT, viewer)))));

        assertThat(changes).containsExactly(Change.DONE);
        assertThat(
                        past(
                                "select roles from bailiwick_authority.membership where"
                                        + " principal_id = '%s'".formatted(CAT)))
                .containsExactly("{}");
        Scopes.call(now(ANN, ACME), () -> members.give(CAT, viewer));
    }

    @Test
    void aChangeInATransactionThatOnlyReadsIsAnError() throws Exception {
        Members members = application.getBean(Members.class);
        Set<Role> viewer = Set.of(application.getBean(RoleModel.class).require("viewer"));
        TransactionTemplate reading =
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        reading.setReadOnly(true);
        List<String> states = new ArrayList<>();

        Scopes.run(
                now(ANN, ACME),
                () ->
                        reading.executeWithoutResult(
                                status -> {
                                    states.add(Sql.stateOf(() -> members.take(CAT, viewer)));
                                    status.setRollbackOnly();
                                }));

        assertThat(states).containsExactly("25006");
        assertThat(
                        past(
                                "select roles from bailiwick_authority.membership where"
                                        + " principal_id = '%s'".formatted(CAT)))
                .containsExactly("{viewer}");
    }

    @Test
    void aHandlerReadsOnBehindItsChange() throws Exception {
        String path = "/members/%s/roles?role=member".formatted(CAT);
        String first = "/members/%s/roles-first?role=admin".formatted(CAT);

        assertThat(ask(ANN, "POST", path, "").body())
                .contains("\"ann@desk owner\",\"ben@desk viewer\",\"cat@desk member viewer\"");
        assertThat(ask(ANN, "POST", first, "").body()).contains("cat@desk admin member viewer");

        past(
                "update bailiwick_authority.membership set roles = '{viewer}' where principal_id ="
                        + " '%s' returning 1".formatted(CAT));
    }

    @Test
    void whatReadsOnByWhatWasBeforeSaysWhy(CapturedOutput output) throws Exception {
        String path = "/members/%s/roles-carelessly?role=viewer".formatted(BEN);

        HttpResponse<String> answer = ask(ANN, "POST", path, "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body()).contains("Your authority has changed while this was done");
        assertThat(output)
                .contains("is a conflict: its authority has changed")
                .contains("Memberships.anew")
                .contains("MemberPages.giveCarelessly");
    }

    @Test
    void aRowIsMadeAndSharedInOneTransaction() throws Exception {
        HttpResponse<String> made = ask(ANN, "POST", "/documents?with=" + BEN, "shared at once");
        HttpResponse<String> refused =
                ask(ANN, "POST", "/documents?with=" + ANN, "shared with oneself");

        assertThat(made.body()).contains("{\"title\":\"shared at once\",\"changeable\":");
        assertThat(ask(BEN, "GET", "/documents", "").body())
                .contains("{\"title\":\"shared at once\",\"changeable\":false}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(past("select title from document where title = 'shared with oneself'"))
                .isEmpty();
    }

    // snippet read
    @Test
    void whatMayOnlyBeReadIsNotChanged() throws Exception {
        UUID read = document("to be read");
        share(read, new ShareTarget.Member(BEN), ShareLevel.VIEW);

        for (HttpResponse<String> refused :
                List.of(ask(BEN, "PUT", path(read), "mine"), ask(BEN, "DELETE", path(read), ""))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("There is no such row that you may change.");
        }
        assertThat(ask(BEN, "PUT", path(read) + "/title", "mine").statusCode()).isEqualTo(404);
        assertThat(ask(CAT, "PUT", path(read), "mine").statusCode()).isEqualTo(404);
        assertThat(past("select title from document where id = '%s'".formatted(read)))
                .containsExactly("to be read");
    }

    // end

    // snippet revoked
    @Test
    void whoHasLeftReachesNothingFromTheNextRequestOn() throws Exception {
        Members members = application.getBean(Members.class);
        assertThat(ask(DAN, "GET", "/documents", "").statusCode()).isEqualTo(200);
        Scope.Tenant before = now(DAN, ACME);

        Scopes.call(now(ANN, ACME), () -> members.end(DAN));

        assertThat(ask(DAN, "GET", "/documents", "").statusCode()).isEqualTo(404);
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> Scopes.call(before, () -> documents().count()));
    }

    // end

    // snippet nobody
    /** Work for nobody in particular reaches no rows of authors: an empty list is no proof. */
    @Test
    void workInTheBareScopeOfATenantSeesNoDocument() throws Exception {
        document("of somebody");

        assertThat(Scopes.call(Scope.Tenant.of(ACME), () -> documents().count())).isZero();
        assertThat(Scopes.call(now(ANN, ACME), () -> documents().count())).isPositive();
    }

    // end

    @Test
    void whatMayBeChangedIsChanged() throws Exception {
        UUID page = document("to be edited");
        share(page, new ShareTarget.Member(BEN), ShareLevel.EDIT);

        assertThat(ask(BEN, "GET", "/documents", "").body())
                .contains("{\"title\":\"to be edited\",\"changeable\":true}");
        assertThat(ask(BEN, "PUT", path(page), "edited").statusCode()).isEqualTo(200);
        assertThat(ask(BEN, "PUT", path(page) + "/title", "and again").statusCode()).isEqualTo(200);
        assertThat(ask(BEN, "DELETE", path(page), "").statusCode()).as("an editor").isEqualTo(403);
        assertThat(ask(ANN, "DELETE", path(page), "").statusCode()).isEqualTo(200);
    }

    @Test
    void aGuestWhoEntersIsOnRecord() throws Exception {
        UUID open = document("for everybody");
        Shared made = share(open, ShareTarget.Link.inside().alsoOutside(), ShareLevel.VIEW);
        ReceivedShares received = application.getBean(ReceivedShares.class);

        Opened opened =
                Scopes.call(now(EVE, BOLT), () -> received.open(((Shared.Linked) made).token()));
        List<Document> seen =
                Scopes.call(new Scope.Guest(ACME, BOLT, EVE), documents()::findAllByOrderByTitle);

        assertThat(opened).isInstanceOf(Opened.Row.class);
        assertThat(seen).extracting(each -> each.title).containsExactly("for everybody");
        assertThat(
                        past(
                                "select tenant_id, principal_id from bailiwick_authority.audit"
                                        + " where what = 'guest.from'"))
                .hasSize(1);
    }

    @Test
    void membersOfBeforeAreOnRecordAndSoIsWhoBroughtThemIn() throws Exception {
        assertThat(
                        past(
                                "select object from bailiwick_authority.audit where what ="
                                        + " 'member.brought' and tenant_id = '%s'".formatted(ACME)))
                .contains(ANN.toString(), BEN.toString(), CAT.toString());
        assertThat(
                        past(
                                "select distinct event from bailiwick_authority.maintenance_audit"
                                        + " order by 1"))
                .containsExactly("begins", "ends");
        assertThat(ask(BEN, "GET", "/members", "").statusCode()).as("no more").isEqualTo(403);
    }
}
