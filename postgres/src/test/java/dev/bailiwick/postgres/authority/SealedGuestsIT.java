package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.jdbc.SealedSchool;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** Guests whose scopes SQL cannot forge. */
class SealedGuestsIT {

    private static final UUID PAGE = new UUID(0xA, 1);
    private static final Scope EVES = new Scope.Guest(ACME, BOLT, EVE);
    private static final Scope FAYS = new Scope.Guest(ACME, BOLT, FAY);
    private static final Scope FROM_ELSEWHERE =
            new Scope.Guest(ACME, new TenantId(new UUID(9, 9)), EVE);

    private static List<String> pages(DataSource source, Scope scope) throws SQLException {
        return Sql.list(source, scope, "select title from page");
    }

    /** Sets something that the scope says, and reads in the same statement. */
    private static List<String> forged(DataSource source, Scope scope, String setting, Object value)
            throws SQLException {
        return Sql.list(
                source,
                scope,
                "select title from (select set_config('bailiwick.%s', '%s', true)) x cross join lateral (select title from page offset 0) y"
                        .formatted(setting, value));
    }

    /** Eve has opened what Acme shares with Bolt. */
    private static void open(TestDatabase database, DataSource source) throws SQLException {
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, ANN));
        Shares shares = new Shares(source, League.WALL);
        ReceivedShares received = new ReceivedShares(source);
        Shared made =
                League.as(
                        ANN,
                        () ->
                                shares.share(
                                        shares.type("page"),
                                        PAGE,
                                        new ShareTarget.OtherTenant(BOLT),
                                        ShareLevel.VIEW));
        UUID share = ((Shared.Open) made).id();
        Scopes.call(
                League.in(BOLT, EVE),
                () -> {
                    received.accept(ACME, share);
                    return received.open(ACME, share);
                });
        assertThat(pages(source, EVES)).containsExactly("one");
        assertThat(pages(source, FAYS)).isEmpty();
        assertThat(pages(source, FROM_ELSEWHERE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void k29AGuestWhoForgesWhoOrWhenceReadsNothing(SealForm form) throws SQLException {
        SealedSchool sealed = SealedSchool.of(form, League.database(), League.WALL);
        ScopedDataSource source =
                sealed.app()
                        .or(
                                ScopedDataSource.guests(
                                        sealed.database().as("league_guests"),
                                        League.WALL,
                                        sealed.seal()));
        open(sealed.database(), source);

        assertThat(forged(source, FAYS, "principal", EVE)).isEmpty();
        assertThat(forged(source, FROM_ELSEWHERE, "home", BOLT)).isEmpty();
        assertThat(source.faults(Gate.of(League.WALL.sealedAs(form)))).isEmpty();
    }

    /** Scopes that are settings, which SQL sets. */
    @Test
    void k29ControlWithoutASealWhoForgesReads() throws SQLException {
        TestDatabase database = League.database();
        DataSource source = League.scoped(database);
        open(database, source);

        assertThat(forged(source, FAYS, "principal", EVE)).containsExactly("one");
        assertThat(forged(source, FROM_ELSEWHERE, "home", BOLT)).containsExactly("one");
    }
}
