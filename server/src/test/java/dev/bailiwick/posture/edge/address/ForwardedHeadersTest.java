package dev.bailiwick.posture.edge.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(strings = {",", ",\"\"", ",\"", ";", ";a=\"", "for=\"", "/a", "/", "\"a\""})
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
