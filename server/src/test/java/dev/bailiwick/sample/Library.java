package dev.bailiwick.sample;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Linkage;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the library declares. Its tables are made of values, so it needs no schema. */
public final class Library {

    /** How many of the 27 books can be seen. */
    public static final int VISIBLE_BOOKS = 25;

    public static final UUID ADA = id(0xa, 1);
    public static final UUID BOB = id(0xa, 2);
    public static final UUID HIDDEN_AUTHOR = id(0xa, 3);

    static final Kind<Short> SHELF = Kind.codes("top", "middle", "bottom");

    // --- tables -------------------------------------------------------------------------------

    private static final Table<?> AUTHOR =
            table(
                            """
                            (select ('0198000a-0000-7000-8000-00000000000' || n)::uuid as id,
                                    (array['Ada', 'Bob', 'Nemo'])[n] as name,
                                    '0198000c-0000-7000-8000-000000000001'::uuid as country_id,
                                    n = 3 as hidden
                             from generate_series(1, 3) n)
                            """)
                    .as("author");
    private static final Field<UUID> AUTHOR_ID = column("author", "id", UUID.class);
    private static final Field<Boolean> AUTHOR_HIDDEN = column("author", "hidden", Boolean.class);

    private static final Table<?> COUNTRY =
            table("(select '0198000c-0000-7000-8000-000000000001'::uuid as id, 'Utopia' as name)")
                    .as("country");

    private static final Table<?> BOOKS_SQL =
            table(
                    """
                    (select ('0198000b-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as id,
                            case n when 7 then '100%_\\ sure' else 'Book ' || n end as title,
                            case when n > 25 then 2000 else n * 10 end as pages,
                            n % 2 = 0 as lent,
                            make_timestamptz(2026, 1, n, 12, 0, 0.123, 'UTC') as bought_at,
                            (n % 3)::smallint as shelf,
                            ('0198000a-0000-7000-8000-00000000000'
                                || case when n % 5 = 0 then 3 else 1 + n % 2 end)::uuid as author_id,
                            jsonb_build_object('n', n) as facts
                     from generate_series(1, 27) n)
                    """);
    private static final Table<?> BOOK = BOOKS_SQL.as("book");
    private static final Field<UUID> BOOK_ID = column("book", "id", UUID.class);
    private static final Field<String> TITLE = column("book", "title", String.class);
    private static final Field<Integer> PAGES = column("book", "pages", Integer.class);
    private static final Field<Boolean> LENT = column("book", "lent", Boolean.class);
    private static final Field<OffsetDateTime> BOUGHT =
            column("book", "bought_at", OffsetDateTime.class);
    private static final Field<Short> BOOK_SHELF = column("book", "shelf", Short.class);
    private static final Field<UUID> BOOK_AUTHOR = column("book", "author_id", UUID.class);

    private static final Table<?> WROTE = BOOKS_SQL.as("wrote");

    // --- declarations ---------------------------------------------------------------------------

    static final ResourceType COUNTRIES =
            ResourceType.named("countries")
                    .from(COUNTRY, column("country", "id", UUID.class))
                    .attribute("name", column("country", "name", String.class), Kind.text())
                    .build();

    static final ResourceType AUTHORS =
            ResourceType.named("authors")
                    .path("/authors")
                    .from(AUTHOR, AUTHOR_ID, AUTHOR_HIDDEN.isFalse())
                    .attribute("name", column("author", "name", String.class), Kind.text())
                    .toOne("country", "countries", column("author", "country_id", UUID.class))
                    .toMany(
                            "books",
                            "books",
                            Linkage.through(
                                    WROTE,
                                    column("wrote", "author_id", UUID.class),
                                    column("wrote", "id", UUID.class)))
                    .include("country")
                    .build();

    static final ResourceType BOOKS_TYPE =
            ResourceType.named("books")
                    .path("/books")
                    .from(BOOK, BOOK_ID, PAGES.lt(1000))
                    .attribute("title", TITLE, Kind.text().length(1, 40))
                    .attribute("pages", PAGES, Kind.integer())
                    .attribute("lent", LENT, Kind.bool())
                    .attribute("bought_at", BOUGHT, Kind.timestamp())
                    .attribute("shelf", BOOK_SHELF, SHELF)
                    .attribute("facts", column("book", "facts", JSONB.class), Kind.object())
                    .attribute(
                            "place",
                            Kind.object(Map.of("shelf", Kind.text(), "lent", Kind.bool())),
                            List.of(BOOK_SHELF, LENT),
                            Library::place)
                    .toOne("author", "authors", BOOK_AUTHOR)
                    .include("author.country")
                    .build();

    static final Listing BOOK_LIST =
            Listing.of(BOOKS_TYPE)
                    .filter("id", Match.EXACT, Match.IN)
                    .filter("title", Match.EXACT, Match.IN, Match.ICONTAINS)
                    .filter("pages", Match.EXACT, Match.GTE, Match.LTE)
                    .filter("lent")
                    .filter("shelf", Match.EXACT, Match.IN)
                    .filter("bought_at", Match.EXACT, Match.DATE, Match.GTE, Match.LTE)
                    .filter("author_id", BOOK_AUTHOR, Kind.uuid(), Match.EXACT, Match.IN)
                    .filter(Filter.choice("author", "authors", BOOK_AUTHOR::eq))
                    .filter(Filter.search(TITLE))
                    .sort("title", "pages", "bought_at", "shelf")
                    .order(BOUGHT.desc())
                    .wholeOnDemand()
                    .build();

    static final Input<String> NEW_TITLE = Input.required("title", Kind.text().length(3, 10));
    static final Input<Integer> NEW_PAGES = Input.optional("pages", Kind.integer().between(1, 999));
    static final Input<String> NEW_NOTE =
            Input.optional("note", Kind.blankableText().length(0, 5).nullable());
    static final Input<Short> NEW_SHELF = Input.optional("shelf", SHELF);
    static final Input<OffsetDateTime> NEW_BOUGHT = Input.optional("bought_at", Kind.timestamp());
    static final Input<String> NEW_MAIL = Input.optional("mail", Kind.email());
    static final InputLink NEW_AUTHOR = InputLink.one("author", "authors").orRefuse();
    static final InputLink NEW_READERS = InputLink.many("readers", "authors");

    static final RequestType NEW_BOOK =
            RequestType.create("books:create", "books")
                    .with(NEW_TITLE, NEW_PAGES, NEW_NOTE, NEW_SHELF, NEW_BOUGHT, NEW_MAIL)
                    .with(NEW_AUTHOR, NEW_READERS)
                    .ignoring("lent")
                    .build();

    static final RequestType CHANGED_BOOK =
            RequestType.change("books:change", "books").with(NEW_TITLE, NEW_NOTE).build();

    static final RequestType READERS = RequestType.identifiers("books:readers", "authors");

    /** What a write was given, for the tests to look at. */
    static final ResourceType RECEIPTS =
            ResourceType.named("receipts").withoutId().attribute("given", Kind.text()).build();

    private Library() {}

    /** All of it. */
    static Declarations declarations() {
        return Declarations.of(
                COUNTRIES,
                AUTHORS,
                BOOKS_TYPE,
                BOOK_LIST,
                NEW_BOOK,
                CHANGED_BOOK,
                READERS,
                RECEIPTS);
    }

    /** The id of the n-th book, from one. */
    public static UUID book(int n) {
        return id(0xb, n);
    }

    private static UUID id(int kind, int n) {
        return UUID.fromString("0198000%x-0000-7000-8000-%012d".formatted(kind, n));
    }

    private static Map<String, ?> place(Record book) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("shelf", SHELF.words().get(book.get(BOOK_SHELF)));
        result.put("lent", book.get(LENT));
        return result;
    }

    private static <T> Field<T> column(String table, String column, Class<T> type) {
        return field(name(table, column), type);
    }
}
