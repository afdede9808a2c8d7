package dev.bailiwick.posture.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

class ProviderKindTest {

    private static final Map<ProviderKind, List<String>> UIDS =
            Map.ofEntries(
                    Map.entry(ProviderKind.AWS, List.of("101010101010", "000000000009")),
                    Map.entry(
                            ProviderKind.AZURE,
                            List.of(
                                    "1f0e2d3c-4b5a-4968-8776-655443322110",
                                    "00000000-0000-4000-b000-000000000000")),
                    Map.entry(
                            ProviderKind.GCP,
                            List.of("orchard-12", "b23456", "firm.example:orchard-12")),
                    Map.entry(
                            ProviderKind.KUBERNETES,
                            List.of(
                                    "lab",
                                    "kind-lab@home",
                                    "gke_a_europe-north1_lab",
                                    "10:6443/x")),
                    Map.entry(ProviderKind.M365, List.of("orchard.example", "a-1.b.Example")),
                    Map.entry(ProviderKind.GITHUB, List.of("fern", "Fern-9", "9fern")),
                    Map.entry(ProviderKind.MONGODBATLAS, List.of("00112233445566778899aaBB")),
                    Map.entry(
                            ProviderKind.IAC,
                            List.of(
                                    "https://code.example/orchard",
                                    "http://code.example/orchard.git",
                                    "git@code.example:orchard.git",
                                    "ssh://git@code.example/orchard.git")),
                    Map.entry(
                            ProviderKind.ORACLECLOUD,
                            List.of("ocid1.tenancy.oc1..zz99", "ocid1.user.oc2.eu-paris-1.z")),
                    Map.entry(ProviderKind.ALIBABACLOUD, List.of("9876543210987654")),
                    Map.entry(ProviderKind.CLOUDFLARE, List.of("fedcba9876543210fedcba9876543210")),
                    Map.entry(ProviderKind.OPENSTACK, List.of("plot_7", "7.plot-7")),
                    Map.entry(
                            ProviderKind.IMAGE,
                            List.of("nginx", "hub.example:5000/a/b:3", "a@sha256:00ff")),
                    Map.entry(ProviderKind.GOOGLEWORKSPACE, List.of("C02xyz", "C9Z")),
                    Map.entry(ProviderKind.VERCEL, List.of("team_0123456789abcdef")),
                    Map.entry(
                            ProviderKind.OKTA,
                            List.of("fern.okta.com", "f-1.okta-gov.com", "9.okta.mil")));

    @ParameterizedTest
    @MethodSource("uids")
    void takesAUidOfItsKindAsItStands(ProviderKind kind, String uid) {
        assertThat(kind.uid(uid)).contains(uid);
    }

    @ParameterizedTest
    @MethodSource("uids")
    void neverStoresBlanksOrLineBreaksAroundAUid(ProviderKind kind, String uid) {
        for (String blank : List.of(" ", "\t", "\n", "\r\n", "\u2028", "\u0085")) {
            for (String text : List.of(blank + uid, uid + blank, blank + uid + blank)) {
                assertThat(kind.uid(text))
                        .as("%s '%s'", kind, text)
                        .matches(stored -> stored.isEmpty() || stored.get().equals(uid));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("uids")
    void knowsNoDigitsButTheAsciiOnes(ProviderKind kind, String uid) {
        String wide =
                uid.codePoints()
                        .map(c -> c >= '0' && c <= '9' ? c - '0' + '\uff10' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();

        if (!wide.equals(uid) && kind != ProviderKind.IAC) {
            assertThat(kind.uid(wide)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWhatIsNoUidOfItsKind(ProviderKind kind, String text) {
        assertThat(kind.uid(text)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void whatItTakesItTakesAgainUnchangedWithinTheLimits(ProviderKind kind) {
        Random random = new Random(kind.word().hashCode());
        List<String> seeds = UIDS.getOrDefault(kind, List.of());
        for (int i = 0; i < 5_000; i++) {
            String text = mutated(seeds.get(random.nextInt(seeds.size())), random);
            kind.uid(text)
                    .ifPresent(
                            uid -> {
                                assertThat(kind.uid(uid)).contains(uid);
                                assertThat(uid.length()).isBetween(3, 250);
                                assertThat(uid).isEqualTo(uid.strip());
                                assertThat(uid.chars()).noneMatch(Character::isISOControl);
                            });
        }
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void answersLongNonsenseAtOnce(ProviderKind kind) {
        for (String part : List.of("a", "-", ".", "a.", "https://a", "ocid1.", "a:", "1")) {
            assertThat(kind.uid(part.repeat(100_000) + "!")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void tellsWhatItsUidsLookLikeByOneOfThem(ProviderKind kind) {
        assertThat(kind.uid(kind.example())).contains(kind.example());
        assertThat(kind.refusal("?"))
                .contains("'?'", "'" + kind.word() + "'", kind.form(), kind.example());
    }

    /** Whoever is refused has mostly done all that was said, and not what was left out. */
    @ParameterizedTest
    @CsvSource({
        "GCP, 1abcdef, a letter first",
        "KUBERNETES, -quay, a letter or digit first",
        "GITHUB, -quay, no hyphen first",
        "OPENSTACK, _quay, a letter or digit first",
        "IMAGE, /quay, a letter or digit first",
        "ORACLECLOUD, ocid1.tenancy.oc1..AAAA, in small letters",
        "IAC, HTTPS://Localhost:9443/shop.git, https:// in small letters",
        "IAC, /srv/git/shop.git, for other scanners than the built-in engine",
        "IAC, file:///srv/git/shop.git, for other scanners than the built-in engine"
    })
    void tellsTheRuleThatWasBroken(ProviderKind kind, String text, String rule) {
        assertThat(kind.uid(text)).isEmpty();
        assertThat(kind.refusal(text)).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://crane:s3cr3t@code.example/orchard.git",
                "https://s3cr3t@code.example/orchard.git",
                "https://:s3cr3t@code.example/orchard",
                "HTTP://crane:s3cr3t@code.example/orchard",
                "ssh://git:s3cr3t@code.example/orchard.git",
                "https://crane:at@s3cr3t@code.example/orchard"
            })
    void neitherTakesNorTellsTheSecretInAnAddress(String address) {
        assertThat(ProviderKind.IAC.uid(address)).isEmpty();
        assertThat(ProviderKind.IAC.refusal(address))
                .contains("://", "@code.example/orchard", "without a password")
                .doesNotContain("s3cr3t");
    }

    @Test
    void oktaDomainsAreTrimmedAndLowerCased() {
        assertThat(ProviderKind.OKTA.uid("  Fern.OKTA.com\n")).contains("fern.okta.com");
    }

    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void hasAWordThatFindsItAndACodeForItsUids(ProviderKind kind) {
        assertThat(ProviderKind.of(kind.word())).contains(kind);
        assertThat(kind.uidCode()).isEqualTo(kind.word() + "-uid");
        assertThat(ProviderKind.of(kind.name())).isEmpty();
    }

    static Stream<Arguments> uids() {
        return UIDS.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(uid -> arguments(e.getKey(), uid)));
    }

    static Stream<Arguments> wrong() {
        return Map.<ProviderKind, List<String>>ofEntries(
                        Map.entry(
                                ProviderKind.AWS,
                                List.of("10101010101", "1010101010101", "10101010101x", "")),
                        Map.entry(
                                ProviderKind.AZURE,
                                List.of(
                                        "1F0E2D3C-4B5A-4968-8776-655443322110",
                                        "1f0e2d3c-4b5a-1968-8776-655443322110",
                                        "1f0e2d3c-4b5a-4968-c776-655443322110",
                                        "1f0e2d3c4b5a49688776655443322110")),
                        Map.entry(
                                ProviderKind.GCP,
                                List.of("Orchard-1", "b2345", "o".repeat(31), ":orchard-1")),
                        Map.entry(
                                ProviderKind.KUBERNETES,
                                List.of("-lab", "la b", "a".repeat(251), "lab\0")),
                        Map.entry(
                                ProviderKind.M365,
                                List.of(
                                        "orchard",
                                        "a..example",
                                        "a.e",
                                        "-a.example",
                                        "a.example.")),
                        Map.entry(ProviderKind.GITHUB, List.of("-fern", "fe/rn", "f".repeat(40))),
                        Map.entry(ProviderKind.MONGODBATLAS, List.of("0011", "g".repeat(24))),
                        Map.entry(
                                ProviderKind.IAC,
                                List.of(
                                        "git@code.example:orchard",
                                        "ftp://code.example/a.git",
                                        "https:///a.git",
                                        "https://code.example/a b",
                                        "https://code.example/\0")),
                        Map.entry(
                                ProviderKind.ORACLECLOUD,
                                List.of("ocid1.tenancy.oc1.", "ocid3.tenancy.oc1..a")),
                        Map.entry(ProviderKind.ALIBABACLOUD, List.of("987654321098765")),
                        Map.entry(ProviderKind.CLOUDFLARE, List.of("F".repeat(32), "f".repeat(31))),
                        Map.entry(ProviderKind.OPENSTACK, List.of("_plot", "pl/ot", "ab")),
                        Map.entry(ProviderKind.IMAGE, List.of("/nginx", "ng inx", "ab")),
                        Map.entry(ProviderKind.GOOGLEWORKSPACE, List.of("c02xyz", "C02-x")),
                        Map.entry(
                                ProviderKind.VERCEL,
                                List.of("team_012345678abcdef", "team_" + "a".repeat(33))),
                        Map.entry(
                                ProviderKind.OKTA,
                                List.of("okta.com", "f_1.okta.com", "fern.okta.com.example")))
                .entrySet()
                .stream()
                .flatMap(e -> e.getValue().stream().map(text -> arguments(e.getKey(), text)));
    }

    @Test
    void refusesTextsOfAnyLengthInAStepForEachLetter() {
        String letters = "X".repeat(1_000_000);

        assertThat(ProviderKind.AWS.refusal(letters)).contains("'" + "X".repeat(100) + "…'");
        assertThat(ProviderKind.AWS.refusal("https://" + letters + "@quay.example"))
                .contains("'https://…@quay.example'");
        assertThat(ProviderKind.AWS.refusal(letters + "://quay:" + letters + "@quay.example"))
                .doesNotContain("@");
    }

    private static String mutated(String text, Random random) {
        StringBuilder built = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(built.length());
            char other =
                    (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128));
            switch (random.nextInt(3)) {
                case 0 -> built.setCharAt(at, other);
                case 1 -> built.insert(at, other);
                default -> built.append(other);
            }
        }
        return built.toString();
    }
}
