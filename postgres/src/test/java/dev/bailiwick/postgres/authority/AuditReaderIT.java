package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.authority.AuditQuery.Outcome;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What is looked up in an audit. */
class AuditReaderIT {

    private static final Rule WRITE = Rule.permission(List.of("PAGE_WRITE"));

    private TestDatabase database;
    private ScopedDataSource scoped;
    private AuditTrail trail;
    private AuditReader reader;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        trail = new AuditTrail(scoped);
        reader = new AuditReader(scoped);
    }

    private static Instant thisMinute() {
        return Instant.now();
    }

    private List<AuditEntry> read(AuditQuery query) throws SQLException {
        return League.as(ANN, () -> reader.newest(query, 1_000));
    }

    @Test
    void whatIsAskedForIsFoundAndNothingElse() throws Exception {
        Members members = new Members(scoped, MODEL);
        League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)));
        League.as(ANN, () -> members.suspend(DAN));
        trail.keep(League.in(ACME, DAN), thisMinute(), Map.of(WRITE, 4L));
        trail.keep(League.in(BOLT, EVE), thisMinute(), Map.of(WRITE, 5L));

        // snippet reader
        AuditReader audit = new AuditReader(scoped);
        AuditQuery refused =
                AuditQuery.all()
                        .by(DAN)
                        .with(AuditQuery.Outcome.REFUSED)
                        .of("permission:") // all that begin so
                        .since(Instant.now().minus(Duration.ofHours(1)));
        List<AuditEntry> page =
                Scopes.call(
                        members.holding(ANN, ACME).orElseThrow().scope(),
                        () -> audit.newest(refused, 50));
        // and the next: refused.behind(page.getLast())
        // end

        assertThat(page)
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.what()).isEqualTo("permission:PAGE_WRITE");
                            assertThat(entry.count()).isEqualTo(4);
                            assertThat(entry.details()).isEqualTo("{}");
                        });
        assertThat(read(AuditQuery.all().of("member.")))
                .extracting(AuditEntry::what)
                .containsExactly("member.status", "member.changed");
        assertThat(read(AuditQuery.all().of("member.status").by(BEN))).isEmpty();
        assertThat(read(AuditQuery.all().by(BEN).with(Outcome.CHANGED))).hasSize(1);
        assertThat(read(AuditQuery.all().of("member"))).as("no word of its own").isEmpty();
        assertThat(read(AuditQuery.all().of("%"))).isEmpty();
        assertThat(read(AuditQuery.all().until(Instant.EPOCH))).isEmpty();
        assertThat(read(AuditQuery.all().since(Instant.now().plusSeconds(60)))).isEmpty();
        assertThat(read(AuditQuery.all())).extracting(AuditEntry::count).doesNotContain(5L);
    }

    @Test
    void allAreReadOncePageByPageTheNewestFirstAlsoThoseOfOneMoment() throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.audit (tenant_id, at, kind, what, principal_id) select '%s', now() - (n / 5) * interval '1 second', 'changed', 'test.' || n, '%s' from generate_series(1, 23) n"
                        .formatted(ACME, ANN));
        AuditQuery query = AuditQuery.all().of("test.");
        List<AuditEntry> all = new ArrayList<>();
        List<AuditEntry> page;
        do {
            AuditQuery next = all.isEmpty() ? query : query.behind(all.getLast());
            page = League.as(ANN, () -> reader.newest(next, 4));
            all.addAll(page);
        } while (page.size() == 4);

        assertThat(all).hasSize(23).doesNotHaveDuplicates();
        assertThat(all).isSortedAccordingTo(Comparator.comparing(AuditEntry::at).reversed());
        assertThat(all).containsExactlyElementsOf(read(query));
    }

    @Test
    void itTakesThePermission() throws SQLException {
        assertThat(Sql.stateOf(() -> League.as(BEN, () -> reader.newest(AuditQuery.all(), 5))))
                .isEqualTo(Sql.REFUSED);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Scopes.call(
                                                League.in(ACME, EVE),
                                                () -> reader.newest(AuditQuery.all(), 5))))
                .as("the owner of another tenant")
                .isEqualTo(Sql.REFUSED);
        for (int wrong : new int[] {0, -1, 1_001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> League.as(ANN, () -> reader.newest(AuditQuery.all(), wrong)));
        }
    }

    /** As when the answer to the first try came too late. */
    @Test
    void whatIsTriedAgainAlthoughItWasKeptIsKeptOnce() throws Exception {
        Scope.Tenant dan = League.in(ACME, DAN);
        UUID batch = UUID.randomUUID();
        trail.keep(dan, thisMinute(), Map.of(WRITE, 4L, Rule.RANK, 2L), batch);
        trail.keep(dan, thisMinute(), Map.of(WRITE, 4L, Rule.RANK, 2L), batch);
        assertThat(read(AuditQuery.all().with(Outcome.REFUSED)))
                .extracting(AuditEntry::count)
                .containsExactlyInAnyOrder(4L, 2L);

        trail.keep(dan, thisMinute(), Map.of(WRITE, 4L), UUID.randomUUID());
        assertThat(read(AuditQuery.all().of(WRITE.name()))).as("another batch").hasSize(2);
        trail.keep(dan, thisMinute(), Map.of(WRITE, 1L));
        trail.keep(dan, thisMinute(), Map.of(WRITE, 1L));
        assertThat(read(AuditQuery.all().of(WRITE.name()))).as("without one").hasSize(4);
    }
}
