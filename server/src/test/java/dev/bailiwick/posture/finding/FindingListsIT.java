package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Orchard.Seen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

class FindingListsIT {

    private static final Orchard ORCHARD = Orchard.shared();
    private static final Map<String, String> NAMES = ORCHARD.names();

    static List<Arguments> filters() {
        List<Arguments> cases = new ArrayList<>();
        ranks(cases);
        places(cases);
        things(cases);
        resources(cases);
        providers(cases);
        words(cases);
        return cases;
    }

    private static void add(List<Arguments> to, String query, Predicate<Seen> matching) {
        to.add(arguments(query, matching));
    }

    private static void ranks(List<Arguments> to) {
        add(to, "", s -> true);
        add(to, "filter[status]=FAIL", s -> s.status().equals("FAIL"));
        add(to, "filter[status__in]=PASS,MANUAL", s -> !s.status().equals("FAIL"));
        add(to, "filter[status]=FAIL&filter[status__in]=PASS,MANUAL", s -> false);
        add(to, "filter[severity]=critical", s -> s.severity().equals("critical"));
        add(
                to,
                "filter[severity__in]=low,high",
                s -> List.of("low", "high").contains(s.severity()));
        add(to, "filter[impact]=medium", s -> s.severity().equals("medium"));
        add(to, "filter[impact__in]=medium,low&filter[severity]=low", s -> s.n() % 5 == 3);
        add(to, "filter[delta]=new", s -> "new".equals(s.delta()));
        add(to, "filter[delta]=changed", s -> "changed".equals(s.delta()));
        add(to, "filter[delta__in]=new,changed", s -> s.delta() != null);
        add(to, "filter[muted]=true", Seen::muted);
        add(to, "filter[muted]=false", s -> !s.muted());
        add(to, "filter[muted]=include", s -> true);
        add(
                to,
                "filter[status]=FAIL&filter[severity]=high&filter[muted]=false",
                s -> s.status().equals("FAIL") && s.n() % 5 == 1 && !s.muted());
    }

    private static void places(List<Arguments> to) {
        add(to, "filter[service]=pear", s -> s.service().equals("pear"));
        add(to, "filter[service__in]=pear,plum", s -> !s.service().equals("apple"));
        add(to, "filter[service__icontains]=P", s -> true);
        add(to, "filter[service__icontains]=PL", s -> !s.service().equals("pear"));
        add(to, "filter[service.icontains]=ea", s -> s.service().equals("pear"));
        add(to, "filter[service]=cherry", s -> false);
        add(to, "filter[region]=north-2", s -> s.region().equals("north-2"));
        add(to, "filter[region__in]=north-2,north-1", s -> true);
        add(to, "filter[region__icontains]=H-1", s -> s.region().equals("north-1"));
        add(to, "filter[resource_type]=PlumTree", s -> s.service().equals("plum"));
        add(to, "filter[resource_type__in]=PlumTree,x", s -> s.service().equals("plum"));
        add(to, "filter[resource_type__icontains]=eart", s -> s.service().equals("pear"));
    }

    private static void things(List<Arguments> to) {
        add(to, "filter[check_id]=check_1", s -> s.check().equals("check_1"));
        add(to, "filter[check_id__in]=check_1,check_5", s -> s.n() % 6 == 1 || s.n() % 6 == 5);
        add(to, "filter[check_id__icontains]=CK_2", s -> s.check().equals("check_2"));
        add(to, "filter[check_id__icontains]=k%25", s -> false);
        add(to, "filter[category]=gate", s -> s.n() % 2 == 0);
        add(to, "filter[category__in]=soil,gate", s -> true);
        add(to, "filter[category]=gate&filter[category__in]=soil", s -> false);
        add(to, "filter[resource_groups]=network", s -> s.group().equals("network"));
        add(to, "filter[resource_groups__in]=network,storage", s -> !s.group().isEmpty());
    }

    private static void resources(List<Arguments> to) {
        add(to, "filter[resources]={north-res-3}", s -> of(Orchard.NORTH, 3, s));
        add(
                to,
                "filter[resources]={north-res-3},{south-res-3}",
                s -> s.resource().equals("res-00003"));
        add(to, "filter[resource_uid]=tree:310000000002:res-00003", s -> of(Orchard.SOUTH, 3, s));
        add(
                to,
                "filter[resource_uid__in]=tree:310000000002:res-00003,tree:310000000001:res-00003",
                s -> s.resource().equals("res-00003"));
        add(to, "filter[resource_uid__icontains]=0002:RES", s -> s.account().equals(Orchard.SOUTH));
        add(to, "filter[resource_name]=res-00003", s -> s.resource().equals("res-00003"));
        add(to, "filter[resource_name__in]=res-00003,no", s -> s.resource().equals("res-00003"));
        add(to, "filter[resource_name__icontains]=0004", s -> s.resource().equals("res-00004"));
        add(
                to,
                "filter[uid]=prowler-aws-check_2-310000000001-north-1-res-00002",
                s -> s.account().equals(Orchard.NORTH) && s.n() == 14);
        add(
                to,
                "filter[uid__in]=prowler-aws-check_2-310000000001-north-1-res-00002,x",
                s -> s.account().equals(Orchard.NORTH) && s.n() == 14);
        add(to, "filter[id]={absent}", s -> false);
    }

    private static boolean of(String account, int resource, Seen seen) {
        return seen.account().equals(account) && seen.n() / Orchard.CHECKS == resource;
    }

    private static void providers(List<Arguments> to) {
        Predicate<Seen> north = s -> s.account().equals(Orchard.NORTH);
        add(to, "filter[provider]={north}", north);
        add(to, "filter[provider]={absent}", s -> false);
        add(to, "filter[provider__in]={north},{absent}", north);
        add(to, "filter[provider_id]={north}", north);
        add(to, "filter[provider_id__in]={north},{south}", s -> true);
        add(to, "filter[provider_type]=aws", s -> true);
        add(to, "filter[provider_type__in]=gcp,azure", s -> false);
        add(to, "filter[provider_uid]=310000000001", north);
        add(to, "filter[provider_uid__in]=310000000001,7", north);
        add(to, "filter[provider_uid__icontains]=00001", north);
        add(to, "filter[provider_alias__icontains]=nothing", s -> false);
        add(to, "filter[provider_groups]={absent}", s -> false);
    }

    private static void words(List<Arguments> to) {
        add(to, "filter[search]=rotten", s -> s.n() % 2 == 0);
        add(to, "filter[search]=ROTTEN tree", s -> s.n() % 2 == 0);
        add(to, "filter[search]=rotten ripe", s -> false);
        add(to, "filter[search]=res-00003-s1", s -> s.resource().equals("res-00003"));
        add(to, "filter[search]=rotten res-00003-s1", s -> s.n() / 6 == 3 && s.n() % 2 == 0);
        add(to, "filter[search]=s1-res", s -> false);
        add(to, "filter[search]=00004", s -> s.n() / 6 == 4);
        add(to, "filter[search]=rot", s -> false);
        add(to, "filter[search]=---", s -> false);
        add(
                to,
                "filter[search]=ripe&filter[severity]=high&filter[region]=north-2",
                s -> s.n() % 2 == 1 && s.n() % 5 == 1 && s.region().equals("north-2"));
        add(
                to,
                "filter[search]=ripe&filter[uid__in]=x,prowler-aws-check_1-310000000001-north-2-res-00003",
                s -> s.account().equals(Orchard.NORTH) && s.n() == 19);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void theLatestAreThoseThatAFilterNames(String query, Predicate<Seen> matching) {
        shows("findings/latest?" + query, ORCHARD.latest(), matching);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ofAStretchOfTimeAreShownThoseThatAFilterNames(String query, Predicate<Seen> matching) {
        shows("findings?{week}&" + query, ORCHARD.findings(), matching);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ofAStretchThatCutsAScanAreShownThoseThatAFilterNames(
            String query, Predicate<Seen> matching) {
        shows(
                "findings?filter[inserted_at__gte]={+20m}&" + query,
                ORCHARD.findings(),
                matching.and(seen -> seen.latest() || seen.n() >= 20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter[scan]={first-scan} | 60",
                "filter[scan__in]={first-scan},{south-scan} | 90",
                "filter[scan]={absent} | 0",
                "filter[scan]={first-scan}&filter[scan__in]={second-scan},{south-scan} | 0",
                "filter[scan]={first-scan}&filter[inserted_at__gte]={+20m} | 40",
                "filter[scan]={first-scan}&filter[inserted_at__gte]={+20m}"
                        + "&filter[inserted_at__lte]={+40m} | 21",
                "filter[inserted_at]={+20m} | 1",
                "filter[scan]={first-scan}&filter[updated_at__gte]={+40m} | 20",
                "filter[updated_at__gte]={+40m} | 110",
                "filter[scan]={first-scan}&filter[updated_at]={+40m} | 1",
                "filter[scan]={first-scan}&filter[inserted_at.gte]={+20m}&filter[status]=PASS | 10"
            })
    void aScanAndTimesNarrow(String query, int count) {
        Answer answer = ORCHARD.api().get(ORCHARD.fill("findings?" + query)).expect(200);

        assertThat(answer.at("/meta/pagination/count").asInt()).isEqualTo(count);
        assertThat(answer.items()).hasSize(Math.min(count, 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | required | /data/attributes/inserted_at",
                "filter[status]=FAIL | required | /data/attributes/inserted_at",
                "filter[inserted_at__gte]=2020-01-01 | invalid | /data/attributes/inserted_at",
                "filter[inserted_at__lte]=2020-01-01 | invalid | /data/attributes/inserted_at",
                "filter[updated_at__gte]=2020-01-01 | invalid | /data/attributes/inserted_at",
                "filter[inserted_at__gte]=2020-01-01&filter[inserted_at__lte]=2020-01-09"
                        + " | invalid | /data/attributes/inserted_at",
                "filter[scan]={first-scan}&filter[inserted_at__gte]=2020-01-01"
                        + " | invalid | /data/attributes/inserted_at",
                "filter[scan]=6b8a5f0e-5b52-4c4e-9e1f-0a5b1c2d3e4f"
                        + " | invalid | /data/relationships/scan"
            })
    void aListOfEverythingNeedsAShortStretchOfTime(String query, String code, String pointer) {
        for (String list : List.of("findings", "findings/metadata")) {
            Answer answer = ORCHARD.api().get(ORCHARD.fill(list + "?" + query)).expect(400);

            assertThat(answer.at("/errors/0/code").asString()).isEqualTo(code);
            assertThat(answer.at("/errors/0/source/pointer").asString()).isEqualTo(pointer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[inserted_at]=2020-01-01",
                "filter[inserted_at__date]=2020-01-01",
                "filter[inserted_at__gte]=2020-01-01&filter[inserted_at__lte]=2020-01-08",
                "filter[inserted_at]=1969-07-20"
            })
    void aWeekIsShortEnough(String query) {
        Answer answer = ORCHARD.api().get("findings?" + query).expect(200);

        assertThat(answer.items()).isEmpty();
        assertThat(answer.at("/meta/pagination/count").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[status]=SLEEPING",
                "filter[severity]=grave",
                "filter[delta]=old",
                "filter[id]=12",
                "filter[scan]={first-scan}",
                "filter[inserted_at__gte]=2020-01-01",
                "filter[provider_type]=acme",
                "filter[status__gte]=FAIL",
                "sort=service",
                "sort=-uid",
                "include=check",
                "include=scan.findings"
            })
    void refusesWhatItCannotAnswer(String query) {
        ORCHARD.api().get(ORCHARD.fill("findings/latest?" + query)).expect(400);
    }

    private static void shows(String path, List<Seen> among, Predicate<Seen> matching) {
        List<String> wanted =
                Stream.concat(
                                among.stream().filter(s -> !s.latest()),
                                among.stream().filter(Seen::latest))
                        .filter(matching)
                        .map(Seen::name)
                        .toList()
                        .reversed();
        assertThat(pages(path)).as(path).isEqualTo(wanted);
    }

    /** The names on all pages, one behind the other; each page counts the same. */
    private static List<String> pages(String path) {
        List<String> result = new ArrayList<>();
        String filled = ORCHARD.fill(path);
        int pages = 1;
        for (int page = 1; page <= pages; page++) {
            Answer answer =
                    ORCHARD.api().get(filled + "&page[size]=37&page[number]=" + page).expect(200);
            JsonNode meta = answer.at("/meta/pagination");
            pages = meta.get("pages").asInt();
            answer.ids().forEach(id -> result.add(String.valueOf(NAMES.get(id))));
            if (page == pages) {
                assertThat(meta.get("count").asInt()).isEqualTo(result.size());
            }
        }
        return result;
    }

    static List<Arguments> sorts() {
        Comparator<Seen> status =
                Comparator.comparingInt(s -> List.of("FAIL", "PASS", "MANUAL").indexOf(s.status()));
        Comparator<Seen> severity = Comparator.comparingInt(s -> s.n() % 5);
        Comparator<Seen> check = Comparator.comparing(Seen::check);
        Comparator<Seen> time = Comparator.comparingInt(ORCHARD.findings()::indexOf);
        Comparator<Seen> newest = time.reversed();
        return List.of(
                arguments("", newest),
                arguments("&sort=inserted_at", time),
                arguments("&sort=-inserted_at", newest),
                arguments("&sort=updated_at", time),
                arguments("&sort=-updated_at", newest),
                arguments("&sort=status", status.thenComparing(newest)),
                arguments("&sort=-status,inserted_at", status.reversed().thenComparing(time)),
                arguments("&sort=severity", severity.thenComparing(newest)),
                arguments("&sort=-severity", severity.reversed().thenComparing(newest)),
                arguments("&sort=check_id", check.thenComparing(newest)),
                arguments("&sort=-check_id,inserted_at", check.reversed().thenComparing(time)),
                arguments(
                        "&sort=status,severity,-inserted_at",
                        status.thenComparing(severity).thenComparing(newest)),
                arguments(
                        "&sort=-severity,check_id,status,updated_at",
                        severity.reversed()
                                .thenComparing(check)
                                .thenComparing(status)
                                .thenComparing(time)));
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void areInTheOrderOfTheirRanks(String sort, Comparator<Seen> order) {
        assertThat(pages("findings?{week}" + sort))
                .isEqualTo(ORCHARD.findings().stream().sorted(order).map(Seen::name).toList());
        assertThat(pages("findings?filter[inserted_at__gte]={+40m}&filter[search]=rotten" + sort))
                .as("found by a word, of a scan that is cut")
                .isEqualTo(
                        ORCHARD.findings().stream()
                                .filter(s -> s.n() % 2 == 0 && (s.latest() || s.n() >= 40))
                                .sorted(order)
                                .map(Seen::name)
                                .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page[size]=7&page[number]=13 | 7",
                "page[size]=7&page[number]=18 | 1",
                "page[size]=1000 | 100",
                "page[size]=100&page[number]=2 | 20"
            })
    void aPageIsAsLongAsAsked(String page, int length) {
        Answer answer =
                ORCHARD.api()
                        .get(
                                ORCHARD.fill(
                                        "findings?filter[scan__in]="
                                                + "{first-scan},{second-scan}&"
                                                + page))
                        .expect(200);

        assertThat(answer.items()).hasSize(length);
        assertThat(answer.at("/meta/pagination/count").asInt()).isEqualTo(120);
    }

    @Test
    void behindTheLastPageIsNothing() {
        ORCHARD.api().get("findings/latest?page[number]=10").expect(404);
        ORCHARD.api().get("findings/latest?page[number]=9").expect(200);
    }
}
