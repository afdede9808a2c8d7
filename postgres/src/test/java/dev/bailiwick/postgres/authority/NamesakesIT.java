package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of the application have columns of every name that an argument or a variable of the
 * functions has. Where SQL does not say which is meant, the column is.
 */
class NamesakesIT {

    private static final UUID ANNS = new UUID(0xC, 1);
    private static final UUID CATS = new UUID(0xC, 2);

    private static final Pattern DECLARED =
            Pattern.compile("^ {4}(\\w+) (?:constant )?[\\w.]+(?:\\[])?(?: :=.*)?;$");

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        page = shares.type("page");
        for (String table : List.of("page", "file", "person", "club")) {
            database.asSuperuser(
                    names().stream()
                            .map(
                                    name ->
                                            "add column if not exists \"%s\" %s"
                                                    .formatted(name, typeOf(name)))
                            .collect(joining(", ", "alter table " + table + " ", "")));
        }
        page(ANNS, ANN);
        page(CATS, CAT);
    }

    /** The one that a row is looked for by is of its type: with another nothing would be made. */
    private static String typeOf(String name) {
        return name.equals("resource") ? "uuid" : "text";
    }

    private Set<String> names() throws SQLException {
        Set<String> names = new TreeSet<>();
        List<String> sources = new ArrayList<>();
        try (Connection connection = database.as("postgres").getConnection()) {
            names.addAll(
                    Sql.list(
                            connection,
                            "select distinct unnest(proargnames) from pg_proc"
                                    + " where pronamespace = 'bailiwick_authority'::regnamespace"));
            sources.addAll(
                    Sql.list(
                            connection,
                            "select prosrc from pg_proc"
                                    + " where pronamespace = 'bailiwick_authority'::regnamespace"));
        }
        for (String source : sources) {
            source.lines()
                    .map(DECLARED::matcher)
                    .filter(Matcher::matches)
                    .forEach(declared -> names.add(declared.group(1)));
        }
        names.remove("");
        return names;
    }

    /** Every column points at the row itself, where it can. */
    private void page(UUID id, PrincipalId author) throws SQLException {
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title, resource, kind) values ('%1$s', '%2$s', '%3$s', 'x', '%2$s', 'page')"
                        .formatted(ACME, id, author));
    }

    private Shared share(PrincipalId by, UUID id) throws SQLException {
        return League.as(
                by, () -> shares.share(page, id, new ShareTarget.Member(DAN), ShareLevel.VIEW));
    }

    @Test
    void theFunctionsAreFoundOut() throws SQLException {
        assertThat(names()).contains("resource", "kind", "held", "stripped", "at_least");
    }

    @Test
    void whoeverHasARowOwnsThatRowAndNoOther() throws SQLException {
        assertThat(share(CAT, ANNS)).isInstanceOf(Shared.Absent.class);
        assertThat(share(CAT, CATS)).isInstanceOf(Shared.Open.class);
        assertThat(share(ANN, ANNS)).isInstanceOf(Shared.Open.class);
        assertThat(League.as(CAT, () -> shares.of(page, ANNS))).isEmpty();
    }

    @Test
    void whoIsInvitedByAnAddressJoinsAndOpensWhatIsSharedWithIt() throws SQLException {
        Invitations invitations = new Invitations(scoped, MODEL);
        Invited.Open invited =
                (Invited.Open)
                        League.as(
                                BEN,
                                () ->
                                        invitations.invite(
                                                League.address(FAY),
                                                Set.of(VIEWER),
                                                Duration.ofDays(1)));
        assertThat(
                        League.as(
                                BEN,
                                () ->
                                        invitations.invite(
                                                League.address(DAN),
                                                Set.of(VIEWER),
                                                Duration.ofDays(1))))
                .isInstanceOf(Invited.Member.class);
        assertThat(Scopes.call(new Scope.Identity(FAY), () -> invitations.accept(invited.token())))
                .isInstanceOf(Answered.Joined.class);
        ShareTarget toEve = new ShareTarget.External(League.address(EVE));
        UUID offered =
                ((Shared.Open)
                                League.as(
                                        ANN,
                                        () -> shares.share(page, ANNS, toEve, ShareLevel.VIEW)))
                        .id();
        ReceivedShares received = new ReceivedShares(scoped);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.offers(10)))
                .extracting(Offer::id)
                .containsExactly(offered);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, offered)))
                .isInstanceOf(Opened.Row.class);
    }
}
