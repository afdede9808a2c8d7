package dev.bailiwick.posture.edge.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Locale;
import java.util.Map;

final class ForwardedHeadersTest {

    private static final Origin DIRECT =
            new Origin("http", "posture.internal", 8080, null, "10.0.0.2");
    private static final TrustedProxies PROXIES =
            TrustedProxies.parse(List.of("10.0.0.0/8", "fd00::/8"));

    private final ForwardedHeaders custom = new ForwardedHeaders(PROXIES, false);
    private final ForwardedHeaders standard = new ForwardedHeaders(PROXIES, true);

    @Test
    void leavesARequestAsItIsWhenTheProxySaysNothing() {
        assertThat(origin(custom, Map.of())).isEqualTo(DIRECT);
    }

    @Test
    void takesSchemeHostAndClientFromTheProxy() {
        Origin origin =
                origin(
                        custom,
                        Map.of(
                                "x-forwarded-for", "203.0.113.9",
                                "x-forwarded-proto", "https",
                                "x-forwarded-host", "posture.example.com"));

        assertThat(origin)
                .isEqualTo(new Origin("https", "posture.example.com", 443, null, "203.0.113.9"));
    }

    @Test
    void doesNotBelieveWhatTheClientPutInFrontOfTheList() {
        Origin origin =
                origin(custom, Map.of("x-forwarded-for", "127.0.0.1, 198.51.100.1, 203.0.113.9"));

        assertThat(origin.client()).isEqualTo("203.0.113.9");
    }

    @Test
    void walksThroughSeveralTrustedProxies() {
        Origin origin =
                origin(
                        custom,
                        Map.of(
                                "x-forwarded-for", "192.0.2.1, 203.0.113.9, 10.1.1.1",
                                "x-forwarded-proto", "http, https, http",
                                "x-forwarded-host", "evil.example, posture.example.com, inner"));

        assertThat(origin)
                .isEqualTo(new Origin("https", "posture.example.com", 443, null, "203.0.113.9"));
    }

    @Test
    void stopsAtAnAddressThatIsNone() {
        assertThat(
                        origin(custom, Map.of("x-forwarded-for", "203.0.113.9, nonsense, 10.1.1.1"))
                                .client())
                .isEqualTo("10.1.1.1");
        assertThat(origin(custom, Map.of("x-forwarded-for", "nonsense")).client())
                .isEqualTo("10.0.0.2");
    }

    @Test
    void readsAddressesWithPortsAndBrackets() {
        assertThat(origin(custom, Map.of("x-forwarded-for", "203.0.113.9:4711")).client())
                .isEqualTo("203.0.113.9");
        assertThat(origin(custom, Map.of("x-forwarded-for", "[2001:db8::7]:4711")).client())
                .isEqualTo("2001:db8:0:0:0:0:0:7");
    }

    @Test
    void takesThePortFromItsHeaderThenFromTheHostThenFromTheScheme() {
        assertThat(
                        origin(
                                        custom,
                                        Map.of(
                                                "x-forwarded-host",
                                                "a.example:8443",
                                                "x-forwarded-port",
                                                "9443"))
                                .port())
                .isEqualTo(9443);
        assertThat(origin(custom, Map.of("x-forwarded-host", "a.example:8443")).port())
                .isEqualTo(8443);
        assertThat(
                        origin(
                                        custom,
                                        Map.of(
                                                "x-forwarded-host",
                                                "a.example",
                                                "x-forwarded-port",
                                                "99999"))
                                .port())
                .isEqualTo(80);
    }

    @Test
    void takesAPlainPrefixAndNoOther() {
        assertThat(origin(custom, Map.of("x-forwarded-prefix", "/posture/")).prefix())
                .isEqualTo("/posture");
        assertThat(origin(custom, Map.of("x-forwarded-prefix", "//evil.example")).prefix())
                .isNull();
        assertThat(origin(custom, Map.of("x-forwarded-prefix", "/a/../b")).prefix()).isNull();
        assertThat(origin(custom, Map.of("x-forwarded-prefix", "/a\"><script>")).prefix()).isNull();
    }

    @Test
    void ignoresTheOtherFamilyOfHeaders() {
        Map<String, String> both =
                Map.of(
                        "forwarded",
                        "for=1.1.1.1;host=evil.example",
                        "x-forwarded-for",
                        "203.0.113.9");

        assertThat(origin(custom, both))
                .isEqualTo(new Origin("http", "posture.internal", 8080, null, "203.0.113.9"));
        assertThat(origin(standard, both).client()).isEqualTo("1.1.1.1");
    }

    @Test
    void readsTheStandardHeaderWithQuotedAddresses() {
        Origin origin =
                origin(
                        standard,
                        Map.of(
                                "forwarded",
                                "for=192.0.2.1;proto=http;host=evil.example,"
                                    + " For=\"[2001:db8::7]:47\";Proto=https;Host=\"posture.example.com:444\","
                                    + " for=10.2.2.2;host=inner"));

        assertThat(origin)
                .isEqualTo(
                        new Origin(
                                "https", "posture.example.com", 444, null, "2001:db8:0:0:0:0:0:7"));
    }

    /** What a client leaves open hides nothing that the proxy says behind it. */
    @Test
    void readsTheProxysWordWhateverQuotesStandInFront() {
        Origin origin =
                origin(
                        standard,
                        Map.of(
                                "forwarded",
                                "for=\"x, for=203.0.113.9;proto=https;host=posture.example.com"));

        assertThat(origin)
                .isEqualTo(new Origin("https", "posture.example.com", 443, null, "203.0.113.9"));
    }

    /** A client's own words within the proxy's, as a host may hold, each escaped by the proxy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a\",for=127.0.0.1;x=\"b | a\\\",for=127.0.0.1;x=\\\"b",
                "a\\\",for=127.0.0.1;x=\"b | a\\\\\\\",for=127.0.0.1;x=\\\"b",
                "=\";for=127.0.0.1 | =\\\";for=127.0.0.1",
                "\\ | \\\\",
                "\",for=\"127.0.0.1\",x=\" | \\\",for=\\\"127.0.0.1\\\",x=\\\"",
                "a, for=127.0.0.1 | a\\, for=127.0.0.1"
            })
    void aQuoteThatIsEscapedEndsNothing(String host, String escaped) {
        String element = "for=198.51.100.7;host=\"" + escaped + "\"";

        for (String before : List.of("", "for=127.0.0.1, ", "for=\"127.0.0.1, ", "x=\"\\, ")) {
            Origin origin = origin(standard, Map.of("forwarded", before + element));
            assertThat(origin.client()).as(before).isEqualTo("198.51.100.7");
            assertThat(origin.host()).isEqualTo(host);
            assertThat(origin(standard, Map.of("forwarded", before + element + ";x=y")).host())
                    .isEqualTo(host);
        }
    }

    /** Whoever wrote it wrote what stands in front as well, or passed it on without a look. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"127.0.0.1",
                "for=127.0.0.1\"",
                "for=\"127.0.0.1\\\"",
                "for=\"127.0.0.1\"x",
                "for=\\\"127.0.0.1\"",
                "127.0.0.1",
                "=127.0.0.1",
                "for=127.0.0.1;for=127.0.0.2",
                "for=127.0.0.1 host=x",
                "for==127.0.0.1",
                "for =127.0.0.1",
                "for:127.0.0.1"
            })
    void whatIsNoElementIsNotBelievedNorWhatStandsInFront(String wrong) {
        for (String chain :
                List.of(
                        "for=192.0.2.1;proto=https, %s, for=10.1.1.1;host=inner",
                        "for=192.0.2.1;proto=https,%s;proto=https,for=10.1.1.1;host=inner")) {
            assertThat(origin(standard, Map.of("forwarded", chain.formatted(wrong))))
                    .isEqualTo(new Origin("http", "inner", 80, null, "10.1.1.1"));
        }
        assertThat(origin(standard, Map.of("forwarded", "for=192.0.2.1, " + wrong)))
                .isEqualTo(DIRECT);
        assertThat(
                        standard.origin(
                                DIRECT,
                                name ->
                                        name.equals("Forwarded")
                                                ? List.of("for=192.0.2.1", wrong, "for=10.1.1.1")
                                                : List.of()))
                .extracting(Origin::client)
                .isEqualTo("10.1.1.1");
    }

    @Test
    void takesWhatIsUsualThoughNotAllowed() {
        String sent = " , for=[2001:db8::7]:47 ; Host=a.example:444;by=; proto=\"ht\\tps\",, ";

        assertThat(origin(standard, Map.of("forwarded", sent)))
                .isEqualTo(new Origin("https", "a.example", 444, null, "2001:db8:0:0:0:0:0:7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\",
                "\\\"",
                "=\"\\\"",
                "a=\"\\\\\",",
                " ",
                "; ",
                ",\t",
                "a=b,",
                "a=b;",
                ",",
                ",\"\"",
                ",\"",
                ";",
                ";a=\"",
                "for=\"",
                "/a",
                "/",
                "\"a\""
            })
    @Timeout(30)
    void readsALongTextInAStepForEachCharacter(String part) {
        String text = part.repeat(200_000);

        for (String name : List.of("forwarded", "x-forwarded-prefix", "x-forwarded-host")) {
            assertThat(origin(standard, Map.of(name, text))).isNotNull();
            assertThat(origin(custom, Map.of(name, text))).isNotNull();
        }
    }

    private static Origin origin(ForwardedHeaders headers, Map<String, String> sent) {
        return headers.origin(
                DIRECT,
                name -> {
                    String value = sent.get(name.toLowerCase(Locale.ROOT));
                    return value == null ? List.of() : List.of(value);
                });
    }
}
