package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Shares that are over by themselves. */
class LapsedSharesIT {

    private static final UUID PLAN = new UUID(0xA, 1);
    private static final UUID DIARY = new UUID(0xA, 2);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private LapsedShares lapsed;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        lapsed = new LapsedShares(scoped, WALL);
        page(PLAN, "plan");
        page(DIARY, "diary");
    }

    private void page(UUID id, String title) throws SQLException {
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', '%s')"
                        .formatted(ACME, id, ANN, title));
    }

    private void shared(UUID page, ShareTarget target, ShareLevel level) throws SQLException {
        Shares shares = new Shares(scoped, WALL);
        assertThat(League.as(ANN, () -> shares.share(shares.type("page"), page, target, level)))
                .isInstanceOf(Shared.Open.class);
    }

    private List<String> titles() throws SQLException {
        return Sql.list(scoped, League.in(ACME, DAN), "select title from page order by title");
    }

    private List<String> recorded() throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select details ->> 'resource' from bailiwick_authority.audit where what ="
                            + " 'share.lapsed' order by at, id");
        }
    }

    @Test
    void whatHasExpiredMovesTheEpochWhenItIsEnded() throws SQLException {
        shared(PLAN, new ShareTarget.Member(DAN), ShareLevel.VIEW);
        shared(DIARY, new ShareTarget.Member(DAN), ShareLevel.VIEW);
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = now() - interval '1 second'"
                        + " where resource_id = '%s'".formatted(PLAN));
        long before = League.epoch(database);
        assertThat(titles()).containsExactly("diary");
        assertThat(League.epoch(database)).as("what is kept by it is served yet").isEqualTo(before);

        // snippet lapsed
        long ended = new LapsedShares(scoped, WALL).end(); // by the pool for maintenance
        // end

        assertThat(ended).isOne();
        assertThat(League.epoch(database)).isGreaterThan(before);
        assertThat(titles()).containsExactly("diary");
        assertThat(recorded()).containsExactly(PLAN.toString());
        long after = League.epoch(database);
        assertThat(lapsed.end()).isZero();
        assertThat(League.epoch(database)).isEqualTo(after);
    }

    @Test
    void aRowThatIsMadeAnewIsNotSharedAsTheOneBeforeIt() throws SQLException {
        shared(PLAN, new ShareTarget.Member(CAT), ShareLevel.FULL);
        Shares shares = new Shares(scoped, WALL);
        League.as(
                CAT,
                () ->
                        shares.share(
                                shares.type("page"),
                                PLAN,
                                new ShareTarget.Member(DAN),
                                ShareLevel.VIEW));
        shared(DIARY, new ShareTarget.Member(DAN), ShareLevel.VIEW);
        database.asSuperuser("delete from page where id = '%s'".formatted(PLAN));

        page(PLAN, "another");
        assertThat(titles()).as("without it").containsExactly("another", "diary");
        database.asSuperuser("delete from page where id = '%s'".formatted(PLAN));
        assertThat(lapsed.end()).isPositive();
        page(PLAN, "another");

        assertThat(titles()).containsExactly("diary");
        assertThat(recorded()).containsExactly(PLAN.toString(), PLAN.toString());
    }
}
