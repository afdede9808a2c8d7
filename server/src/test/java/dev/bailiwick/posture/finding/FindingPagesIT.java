package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.finding.FindingPages.Costs;
import dev.bailiwick.posture.finding.Order.Rank;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.jsonapi.value.Moments;
import dev.bailiwick.posture.published.IdRange;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScan.Contents;
import dev.bailiwick.posture.published.SearchWords;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Random selections, orders and pages against the statement that one would write by hand. */
class FindingPagesIT {

    private static final TestServer SERVER = TestServer.shared();
    private static final Orchard ORCHARD = Orchard.planted(SERVER);
    private static final Costs COLLECTING = new Costs(Long.MAX_VALUE, Long.MAX_VALUE, 0, 1e9);
    private static final Costs WALKING = new Costs(-1, 0, 1e12, 1);

    @BeforeAll
    static void changeSome() {
        SERVER.sql()
                .sql(
                        "update finding set updated_at = now() - interval '1 hour'"
                                + " where tenant_id = ? and uid_hash % 5 = 0")
                .param(ORCHARD.tenancy().id())
                .update();
    }

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyWayFindsTheSamePage(long seed) {
        Random random = new Random(seed);
        Case drawn =
                ORCHARD.tenancy().inTransaction(() -> new Draw(random, SERVER.sql()).next(seed));
        List<UUID> wanted = drawn.byHand(SERVER.sql());
        Page page = new Page(1 + random.nextInt(4), 1 + random.nextInt(40), false);

        for (Costs costs : List.of(Costs.MEASURED, COLLECTING, WALKING)) {
            FindingPages pages =
                    new FindingPages(
                            SERVER.bean(DSLContext.class),
                            SERVER.bean(Tallies.class),
                            SERVER.bean(Searching.class),
                            costs);

            List<UUID> found =
                    ORCHARD.tenancy()
                            .inTransaction(() -> pages.ids(drawn.selection(), drawn.order(), page));

            assertThat(found)
                    .as("%s by %s, page %s", drawn, costs, page)
                    .isEqualTo(wanted.stream().skip(page.offset()).limit(page.size()).toList());
        }
        long total =
                ORCHARD.tenancy()
                        .inTransaction(
                                () ->
                                        SERVER.bean(Tallies.class)
                                                .of(drawn.selection(), drawn.order().byCheck())
                                                .total());
        assertThat(total).as("%s", drawn).isEqualTo(wanted.size());
    }

    /**
     * @param where the selection as one would write it
     */
    private record Case(Selection selection, Order order, String where) {

        List<UUID> byHand(JdbcClient sql) {
            return sql.sql(
                            "select id from finding where tenant_id = ? and "
                                    + where
                                    + " order by "
                                    + orderBy())
                    .param(ORCHARD.tenancy().id())
                    .query((row, n) -> UUID.fromString(row.getString(1)))
                    .list();
        }

        private String orderBy() {
            String direction = order.newestFirst() ? " desc" : "";
            return order.keys().stream()
                            .map(
                                    key ->
                                            switch (key.rank()) {
                                                        case STATUS -> "status";
                                                        case SEVERITY -> "severity";
                                                        case CHECK -> "check_id collate \"C\"";
                                                    }
                                                    + (key.descending() ? " desc, " : ", "))
                            .collect(Collectors.joining())
                    + (order.byChange()
                            ? "coalesce(updated_at, uuid_extract_timestamp(id))" + direction + ", "
                            : "")
                    + "id"
                    + direction;
        }
    }

    /** Draws cases. */
    private record Draw(Random random, JdbcClient sql) {

        private static final Map<Facet, String> COLUMNS =
                Map.of(
                        Facet.STATUS, "status",
                        Facet.SEVERITY, "severity",
                        Facet.DELTA, "delta",
                        Facet.MUTED, "muted",
                        Facet.CHECK, "check_metadata_id",
                        Facet.SERVICE, "service",
                        Facet.REGION, "region",
                        Facet.TYPE, "resource_type",
                        Facet.RESOURCE, "resource_id");

        Case next(long seed) {
            StringBuilder where = new StringBuilder();
            List<PublishedScan> scans = scans(where);
            IdRange range = range(where);
            Map<Facet, Set<?>> facets = facets(where);
            @Nullable SearchWords words = words(where);
            boolean byChange = random.nextInt(4) == 0;
            Order order = new Order(keys(), random.nextBoolean(), byChange);
            Moments changed = byChange ? Moments.ALWAYS : null;
            // an epoch of its own: nothing is remembered from case to case
            Selection selection =
                    new Selection(1_000_000 + seed, scans, range, facets, words, changed);
            return new Case(selection, order, where.toString());
        }

        private List<PublishedScan> scans(StringBuilder where) {
            List<PublishedScan> all =
                    new ArrayList<>(
                            sql.sql(
                                            "select id, provider_id, first_finding_id,"
                                                    + " last_finding_id, finding_count from scan"
                                                    + " where tenant_id = ? order by id")
                                    .param(ORCHARD.tenancy().id())
                                    .query(
                                            (row, n) ->
                                                    new PublishedScan(
                                                            UUID.fromString(row.getString(1)),
                                                            UUID.fromString(row.getString(2)),
                                                            UUID.fromString(row.getString(3)),
                                                            UUID.fromString(row.getString(4)),
                                                            row.getLong(5),
                                                            0,
                                                            Contents.UNKNOWN))
                                    .list());
            Collections.shuffle(all, random);
            List<PublishedScan> some = all.subList(0, 1 + random.nextInt(3));
            where.append(
                    among("scan_id", some.stream().map(scan -> "'" + scan.id() + "'").toList()));
            return some;
        }

        private IdRange range(StringBuilder where) {
            if (random.nextBoolean()) {
                return IdRange.ALL;
            }
            List<UUID> ids =
                    sql.sql("select id from finding where tenant_id = ? order by random()")
                            .param(ORCHARD.tenancy().id())
                            .query((row, n) -> UUID.fromString(row.getString(1)))
                            .list();
            List<UUID> ends = ids.subList(0, 2).stream().sorted(IdRange::compare).toList();
            where.append(" and id >= '%s' and id < '%s'".formatted(ends.get(0), ends.get(1)));
            return new IdRange(ends.get(0), ends.get(1));
        }

        private Map<Facet, Set<?>> facets(StringBuilder where) {
            Map<Facet, Set<?>> result = new EnumMap<>(Facet.class);
            List<Facet> facets = new ArrayList<>(EnumSet.copyOf(COLUMNS.keySet()));
            Collections.shuffle(facets, random);
            for (Facet facet : facets.subList(0, random.nextInt(4))) {
                String column = Objects.requireNonNull(COLUMNS.get(facet));
                List<Object> values =
                        new ArrayList<>(
                                sql.sql(
                                                "select distinct %s from finding where tenant_id = ?"
                                                        .formatted(column))
                                        .param(ORCHARD.tenancy().id())
                                        .query((row, n) -> value(facet, row.getString(1)))
                                        .list());
                values.sort((a, b) -> a.toString().compareTo(b.toString()));
                Collections.shuffle(values, random);
                List<Object> some = values.subList(0, 1 + random.nextInt(values.size()));
                result.put(facet, Set.copyOf(some));
                where.append(" and ")
                        .append(among(column, some.stream().map(v -> "'" + v + "'").toList()));
            }
            return result;
        }

        private static Object value(Facet facet, String text) {
            return switch (facet) {
                case STATUS, SEVERITY, DELTA -> Short.valueOf(text);
                case MUTED -> text.equals("t");
                case CHECK, RESOURCE -> UUID.fromString(text);
                default -> text;
            };
        }

        private @Nullable SearchWords words(StringBuilder where) {
            return switch (random.nextInt(5)) {
                case 0 -> {
                    where.append(" and status_extended like '%rotten%'");
                    yield SearchWords.of("Rotten tree");
                }
                case 1 -> {
                    where.append(" and status_extended like '%res-00003-s1%ripe%'");
                    yield SearchWords.of("ripe res-00003-s1");
                }
                default -> null;
            };
        }

        private List<Order.Key> keys() {
            List<Rank> ranks = new ArrayList<>(Arrays.asList(Rank.values()));
            Collections.shuffle(ranks, random);
            return ranks.subList(0, random.nextInt(4)).stream()
                    .map(rank -> new Order.Key(rank, random.nextBoolean()))
                    .toList();
        }

        private static String among(String column, List<String> values) {
            return column + " in (" + String.join(", ", values) + ")";
        }
    }
}
