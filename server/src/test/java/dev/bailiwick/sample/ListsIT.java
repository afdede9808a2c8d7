package dev.bailiwick.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;

class ListsIT {

    private final Api api = new Api(LibraryServer.uri().resolve("/api/v1/"));

    @Test
    void answersWithTenRowsNewestFirstUnlessToldOtherwise() {
        Answer answer = api.get("books").expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.api+json");
        assertThat(titles(answer)).startsWith("Book 25", "Book 24").hasSize(10);
        assertThat(answer.at("/meta/pagination").toString())
                .isEqualTo("{\"page\":1,\"pages\":3,\"count\":25}");
        assertThat(answer.at("/meta/version").asString()).isEqualTo("v1");
    }

    @Test
    void writesAnObjectAsItIsDeclared() {
        JsonNode book = api.get("books/" + Library.book(4)).expect(200).at("/data");

        assertThat(book.get("type").asString()).isEqualTo("books");
        assertThat(book.get("attributes").toString())
                .isEqualTo(
                        "{\"title\":\"Book 4\",\"pages\":40,\"lent\":true,"
                            + "\"bought_at\":\"2026-01-04T12:00:00.123000Z\",\"shelf\":\"middle\","
                            + "\"facts\":{\"n\":4},"
                            + "\"place\":{\"shelf\":\"middle\",\"lent\":true}}");
        assertThat(book.at("/relationships/author/data/id").asString())
                .isEqualTo(Library.ADA.toString());
        assertThat(book.at("/links/self").asString())
                .isEqualTo(LibraryServer.uri() + "/api/v1/books/" + Library.book(4));
    }

    @Test
    void linksTheOtherPagesByWholeAddresses() {
        JsonNode links =
                api.get("books?page[size]=9&sort=title&page[number]=2").expect(200).at("/links");

        String base = LibraryServer.uri() + "/api/v1/books?page%5Bnumber%5D=%d&page%5Bsize%5D=9";
        assertThat(links.get("first").asString()).isEqualTo(page(base, 1));
        assertThat(links.get("last").asString()).isEqualTo(page(base, 3));
        assertThat(links.get("next").asString()).isEqualTo(page(base, 3));
        assertThat(links.get("prev").asString()).isEqualTo(page(base, 1));
        assertThat(api.get("books").at("/links/prev").isNull()).isTrue();
    }

    private static String page(String base, int number) {
        return base.replace("=%d", "=" + number) + "&sort=title";
    }

    @ParameterizedTest
    @CsvSource({
        "filter[title]=Book 3, 1",
        "filter[title__in]=Book 3|Book 4|Book 99, 2",
        "filter[title.icontains]=BOOK 2, 7",
        "filter[title__icontains]=%25_, 1",
        "filter[title__icontains]=%5C, 1",
        "filter[pages__gte]=240, 2",
        "filter[pages.lte]=20, 2",
        "filter[lent]=true, 12",
        "filter[lent]=include, 25",
        "filter[lent]=, 25",
        "filter[shelf]=top, 8",
        "filter[shelf__in]=top|middle, 17",
        "filter[bought_at]=2026-01-04, 1",
        "filter[bought_at__date]=2026-01-04, 1",
        "filter[bought_at]=2026-01-04T12:00:00.123000Z, 1",
        "filter[bought_at]=2026-01-04T12:00:00Z, 0",
        "filter[bought_at__gte]=2026-01-24, 2",
        "filter[bought_at__gte]=2026-01-24T12:00:00.123000Z, 2",
        "filter[bought_at__gte]=2026-01-24T13:00:00+01:00, 2",
        "filter[bought_at__lte]=2026-01-02, 2",
        "filter[bought_at__lte]=9999-12-31, 25",
        "filter[bought_at__lte]=1969-07-20T20:17:00Z, 0",
        "filter[bought_at__gte]=0001-01-01, 25",
        "filter[author_id]=0198000a-0000-7000-8000-000000000001, 10",
        "filter[author]=0198000a-0000-7000-8000-000000000001, 10",
        "filter[author_id]=0198000a-0000-7000-8000-00000000dead, 0",
        "filter[search]=sure, 1",
        "filter[id__in]=0198000b-0000-7000-8000-000000000001|0198000b-0000-7000-8000-000000000027,"
                + " 1",
    })
    void filters(String query, int count) {
        Answer answer = api.get("books?" + query.replace('|', ',')).expect(200);

        assertThat(answer.at("/meta/pagination/count").asInt()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "filter[nonsense]=x, filter[nonsense], invalid",
        "filter[title__gte]=x, filter[title__gte], invalid",
        "nonsense=x, nonsense, invalid",
        "filter=x, filter, invalid",
        "page[nonsense]=1, page[nonsense], invalid",
        "page[number]=0, page[number], invalid",
        "page[number]=1e3, page[number], invalid",
        "page[number]=%EF%BC%91, page[number], invalid",
        "page[size]=-1, page[size], invalid",
        "sort=nonsense, sort, invalid",
        "include=nonsense, include, invalid",
        "include=author.books, include, invalid",
        "filter[id]=x, filter[id], invalid",
        "filter[author_id__in]=0198000a-0000-7000-8000-000000000001|x, filter[author_id__in],"
                + " invalid",
        "filter[shelf]=cellar, filter[shelf], invalid_choice",
        "filter[shelf__in]=top|cellar, filter[shelf__in], invalid_choice",
        "filter[pages]=many, filter[pages], invalid",
        "filter[pages]=99999999999999999999, filter[pages], invalid",
        "filter[pages]=3000000000, filter[pages], invalid",
        "filter[bought_at]=yesterday, filter[bought_at], invalid",
        "filter[bought_at]=2026-13-45, filter[bought_at], invalid",
        "filter[bought_at__gte]=2026-01-01T00:00:00%2B99:99, filter[bought_at__gte], invalid",
        "filter[bought_at__gte]=99999-01-01, filter[bought_at__gte], invalid",
        "filter[title]=a%00b, filter[title], null_characters_not_allowed",
    })
    void refusesWhatItDoesNotUnderstandAtItsPlace(String query, String parameter, String code) {
        JsonNode error = api.get("books?" + query.replace('|', ',')).expect(400).at("/errors/0");

        assertThat(error.at("/source/parameter").asString()).isEqualTo(parameter);
        assertThat(error.get("code").asString()).isEqualTo(code);
        assertThat(error.get("status").asString()).isEqualTo("400");
        assertThat(error.get("detail").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "=x&page[size]=1", "a=%zz", "%zz=a", "filter[title]=%ff%fe"})
    void refusesAQueryThatIsNone(String query) throws IOException {
        assertThat(ErrorsIT.raw("GET /api/v1/books?" + query + " HTTP/1.0\r\n\r\n"))
                .containsPattern("HTTP/1.1 (400|200)");
    }

    @Test
    void tellsAllFaultsAtOnce() {
        Answer answer = api.get("books?filter[id]=x&sort=y&page[size]=z&w=1").expect(400);

        assertThat(answer.at("/errors").findValuesAsString("parameter"))
                .containsExactlyInAnyOrder("filter[id]", "sort", "page[size]", "w");
    }

    @Test
    void refusesAChoiceThatCannotBeSeenLikeOneThatIsNotThere() {
        for (String id : List.of(Library.HIDDEN_AUTHOR.toString(), Library.book(1).toString())) {
            JsonNode error = api.get("books?filter[author]=" + id).expect(400).at("/errors/0");

            assertThat(error.get("code").asString()).isEqualTo("invalid_choice");
            assertThat(error.at("/source/pointer").asString())
                    .isEqualTo("/data/relationships/author");
        }
    }

    @Test
    void sortsByKeysAndBreaksTiesById() {
        assertThat(titles(api.get("books?sort=shelf,-title&page[size]=3").expect(200)))
                .containsExactly("Book 9", "Book 6", "Book 3");
        assertThat(titles(api.get("books?sort=-pages&page[size]=2").expect(200)))
                .containsExactly("Book 25", "Book 24");

        List<String> paged =
                new java.util.ArrayList<>(
                        api.get("books?sort=shelf&page[size]=13").expect(200).ids());
        paged.addAll(api.get("books?sort=shelf&page[size]=13&page[number]=2").expect(200).ids());
        assertThat(paged).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void capsThePageQuietlyAndGivesTheWholeOnDemand() {
        assertThat(api.get("books?page[size]=5000").expect(200).items()).hasSize(25);
        assertThat(api.get("books?page[size]=99999999999999999999").expect(200).items())
                .hasSize(25);
        Answer whole = api.get("books?page[disable]=true&page[size]=2").expect(200);
        assertThat(whole.items()).hasSize(25);
        assertThat(whole.at("/meta/pagination").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "99999999999999999999999", "2147483647"})
    void answers404PastTheEnd(String number) {
        JsonNode error = api.get("books?page[number]=" + number).expect(404).at("/errors/0");

        assertThat(error.at("/source/parameter").asString()).isEqualTo("page[number]");
    }

    @Test
    void takesTheLastOfARepeatedParameter() {
        assertThat(titles(api.get("books?filter[title]=Book 1&filter[title]=Book 2").expect(200)))
                .containsExactly("Book 2");
    }

    @Test
    void keepsJustTheFieldsAskedFor() {
        JsonNode book =
                api.get("books?fields[books]=title,author,none").expect(200).items().getFirst();

        assertThat(book.get("attributes").propertyNames()).containsExactly("title");
        assertThat(book.get("relationships").propertyNames()).containsExactly("author");
        assertThat(api.get("books?fields[books]=title&fields[unknown]=x").expect(200).items())
                .allMatch(each -> !each.has("relationships"));
    }

    @Test
    void includesEachObjectOnceOnBothLevelsAndThinned() {
        Answer answer =
                api.get(
                                "books?page[size]=8&include=author.country&fields[books]=title"
                                        + "&fields[authors]=name")
                        .expect(200);

        List<JsonNode> included = answer.at("/included").valueStream().toList();
        assertThat(included.stream().map(each -> each.get("type").asString()))
                .containsExactlyInAnyOrder("authors", "authors", "countries");
        assertThat(included.getFirst().get("attributes").propertyNames()).containsExactly("name");
        assertThat(included.getFirst().has("relationships")).isFalse();
    }

    @Test
    void linksManyWithACount() {
        JsonNode author =
                api.get("books/" + Library.book(2) + "?include=author")
                        .expect(200)
                        .at("/included/0");

        assertThat(author.at("/relationships/books/data")).hasSize(11);
        assertThat(author.at("/relationships/books/meta/count").asInt()).isEqualTo(11);
    }

    @Test
    void answers404WithoutASourceForWhatCannotBeSeen() {
        for (String id : List.of(Library.book(27).toString(), Library.ADA.toString(), "x", "1")) {
            JsonNode error = api.get("books/" + id).expect(404).at("/errors/0");

            assertThat(error.has("source")).isFalse();
            assertThat(error.get("code").asString()).isEqualTo("not_found");
        }
    }

    @Test
    void refusesListParametersOfASingleObject() {
        api.get("books/" + Library.book(1) + "?page[size]=1").expect(400);
        api.get("books/" + Library.book(1) + "?sort=title").expect(400);
    }

    private static List<String> titles(Answer answer) {
        return answer.items().stream().map(b -> b.at("/attributes/title").asString()).toList();
    }
}
