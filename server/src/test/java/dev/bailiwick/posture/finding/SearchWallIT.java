package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/** The functions that search as their owner, called by {@code app} with what no request sends. */
class SearchWallIT {

    private static final TestServer SERVER = TestServer.shared();
    private static final Orchard ORCHARD = Orchard.shared();

    private static final String FINDINGS =
            "(select coalesce(sum(findings), 0) from search_findings(%s, %s, %s, %s, null, null,"
                    + " null, null, null, null, null, null, null, 'rank'))";
    private static final String EVER =
            "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    private static final String SCANS = "array[{scans}]::uuid[]";
    private static final String RESOURCES = "(select cardinality(search_resources(%s, %s)))";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tenant} | all | 75 | 17",
                "{tenant} | {seeing-south} | 15 | 5",
                "{tenant} | {seeing-south-and-more} | 15 | 5",
                "{tenant} | {nobody} | 0 | 0",
                "{tenant} | {south} | 0 | 0",
                "{tenant} | '' | 0 | 0",
                "{nobody} | all | 0 | 0",
                "'' | all | 0 | 0",
                "'' | '' | 0 | 0"
            })
    void showWhatTheScopeShowsAndNothingWithoutOne(
            String tenant, String providers, long findings, long resources) throws SQLException {
        assertThat(ask(tenant, providers, FINDINGS.formatted("'rotten'", "null", SCANS, EVER)))
                .isEqualTo(findings);
        assertThat(ask(tenant, providers, RESOURCES.formatted("'res'", "null")))
                .isEqualTo(resources);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALL",
                "all,{south}",
                "*",
                "true",
                "{south};all",
                "null",
                "#",
                "#all",
                "#x",
                "1,-1",
                "# ,"
            })
    void showNothingToWhomTheVisibleProvidersAreGarbled(String providers) {
        for (String from :
                new String[] {
                    FINDINGS.formatted("'rotten'", "null", SCANS, EVER),
                    RESOURCES.formatted("'res'", "null")
                }) {
            assertThat(askOrFail("{tenant}", providers, from)).as(from).isIn(0L, -1L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null, null, {all}, {ever}",
                "'', null, {all}, {ever}",
                "'rotten', null, null, {ever}",
                "'rotten', null, array[]::uuid[], {ever}",
                "'rotten', null, array[null]::uuid[], {ever}",
                "'rotten', null, {all}, null, null",
                "'rotten', array[null], {all}, {ever}",
                "'| ! (', null, {all}, {ever}",
                "'rotten & !ripe', null, {all}, {ever}",
                "'!rotten', null, {all}, {ever}",
                "'rot:*', null, {all}, {ever}",
                "'rotten''; select 1; --', null, {all}, {ever}",
                "repeat('rotten ', 100000), null, {all}, {ever}",
                "repeat('x', 1000000), null, {all}, {ever}",
                "'rotten', array[repeat('%_', 2000)], {all}, {ever}"
            })
    void takeWordsForWordsAndNullForNothing(String arguments) {
        String from =
                "(select coalesce(sum(findings), 0) from search_findings("
                        + arguments.replace("{all}", SCANS).replace("{ever}", EVER)
                        + ", null, null, null, null, null, null, null, null, null, 'rank'))";

        assertThat(askOrFail("{nobody}", "all", from)).isIn(0L, -1L);
        assertThat(askOrFail("{tenant}", "all", from)).isBetween(-1L, 75L);
        assertThat(askOrFail("{tenant}", "{nobody}", from)).isIn(0L, -1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2_000, 60_000})
    void searchInAnyNumberOfScans(int more) throws SQLException {
        String scans =
                SCANS + " || array(select gen_random_uuid() from generate_series(1, " + more + "))";

        assertThat(ask("{tenant}", "all", FINDINGS.formatted("'rotten'", "null", scans, EVER)))
                .isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\",
                "%",
                "_",
                "a\\",
                "\\%",
                "a_b",
                "'",
                "\"",
                "'; drop table finding; --",
                "a & | !",
                ":*",
                "a:*",
                "<->",
                "((",
                "$1",
                "{0}",
                "?",
                "??",
                ":x",
                "\u0001",
                "a\u0000b",
                "ﬀ",
                "İ",
                "🦀",
                "\uFFFD",
                "١٢٣",
                "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p",
                "%%%%%%%%%%%%%%%%%%%%%%%%%"
            })
    void answerClientsWhateverTheySearchFor(String words) {
        String search = "?filter[search]=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
        for (String list :
                new String[] {
                    "findings/latest",
                    "findings/metadata/latest",
                    "resources/latest",
                    "resources/metadata/latest"
                }) {
            Answer answer = ORCHARD.tenancy().api().get(list + search);

            assertThat(answer.status()).as(answer.toString()).isIn(200, 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "findings/latest?filter[search]=",
                "findings/metadata/latest?filter[search]=",
                "findings/latest?filter[resource_name__icontains]=",
                "findings/latest?filter[service__icontains]=",
                "finding-groups/latest?filter[check_title__icontains]=",
                "resources/latest?filter[search]=",
                "resources/latest?filter[provider_alias__icontains]=",
                "users?filter[name__icontains]=",
                "tasks?filter[search]="
            })
    void refuseWhatIsLongerThanAnythingOneLooksForInsideOfTexts(String list) {
        Api api = ORCHARD.tenancy().api();
        api.get(list + "x".repeat(1_000)).expect(200);
        api.get(list + "%F0%9F%98%80".repeat(1_000)).expect(200);

        Answer refused = api.get(list + "rotten+" + "x".repeat(994)).expect(400);

        assertThat(refused.at("/errors/0/code").asString()).isEqualTo("max_length");
        assertThat(refused.at("/errors/0/detail").asString()).contains("1000 characters");
        assertThat(refused.at("/errors/0/source/parameter").asString())
                .isEqualTo(list.substring(list.indexOf('?') + 1, list.length() - 1));
    }

    @Test
    void refuseListsOfMoreValuesThanAreCompared() {
        Api api = ORCHARD.tenancy().api();
        String list = "findings/latest?filter[region__in]=";
        api.get(list + "a,".repeat(999) + "a").expect(200);
        api.get(list + "a".repeat(3_000)).expect(200);

        Answer many = api.get(list + "a,".repeat(1_000) + "a").expect(400);
        Answer longer = api.get(list + "b," + "a".repeat(3_001)).expect(400);

        assertThat(many.at("/errors/0/detail").asString()).contains("1000 values");
        assertThat(longer.at("/errors/0/detail").asString()).contains("3000 characters");
        assertThat(longer.at("/errors/0/source/parameter").asString())
                .isEqualTo("filter[region__in]");
    }

    /** Each colon may be the one between key and value. */
    @Test
    void readATagWithoutATryForEachOfItsColons() {
        Api api = ORCHARD.tenancy().api();

        api.get("resources/latest?filter[tag]=" + ":".repeat(3_000)).expect(200);
    }

    private static long askOrFail(String tenant, String providers, String what) {
        try {
            return ask(tenant, providers, what);
        } catch (SQLException | RuntimeException refused) {
            return -1;
        }
    }

    private static long ask(String tenant, String providers, String what) throws SQLException {
        try (Connection connection = SERVER.app().getConnection()) {
            connection.setAutoCommit(false);
            JdbcClient sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            sql.sql(
                            "select set_config('bailiwick.tenant', ?, true),"
                                    + " set_config('bailiwick.providers', ?, true)")
                    .params(filled(tenant), filled(providers))
                    .query()
                    .singleRow();
            return sql.sql("select " + filled(what)).query(Long.class).single();
        }
    }

    private static String filled(String text) {
        return text.replace("{tenant}", ORCHARD.tenancy().id().toString())
                .replace("{seeing-south}", seeing(ORCHARD.provider(Orchard.SOUTH)))
                .replace(
                        "{seeing-south-and-more}",
                        seeing(ORCHARD.provider(Orchard.SOUTH), new UUID(7, 20_000)))
                .replace("{south}", ORCHARD.provider(Orchard.SOUTH).toString())
                .replace("{nobody}", new UUID(7, 7).toString())
                .replace(
                        "{scans}",
                        "'%s', '%s', '%s'"
                                .formatted(
                                        ORCHARD.scan("first"),
                                        ORCHARD.scan("second"),
                                        ORCHARD.scan("south")));
    }

    private static String seeing(UUID... providers) {
        return Visibility.PROVIDERS.textOf(new Visibility.Only(Set.of(providers)));
    }
}
