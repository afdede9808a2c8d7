package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.checks.Check;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

final class ChecksAtHandTest {

    @TempDir private Path room;

    @Test
    void oneThatIsWrongIsNamedWithItsPlaceAndWhatIsWrong(@TempDir Path own) throws Exception {
        Files.createDirectory(own.resolve("team"));
        Files.writeString(own.resolve("team/labels.yaml"), "id: acme_label\ntitel: wrong\n");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> new ChecksAtHand(settings(own)))
                .withMessageContaining(own.toString())
                .withMessageContaining("bailiwick.checks.directory")
                .withMessageContaining("team/labels.yaml:2:1: a key that is not known: titel");
    }

    @Test
    void aDirectoryThatHoldsNoneOrIsNotThereIsTold(@TempDir Path own) {
        for (Path wrong : List.of(own, own.resolve("nothing"))) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> new ChecksAtHand(settings(wrong)))
                    .withMessageContaining(wrong.toString());
        }
    }

    @Test
    void ofAClusterOnlyWhatItRunsIsLookedAt() {
        ChecksAtHand checks = new ChecksAtHand(settings(null));

        assertThat(checks.chosen(ProviderKind.KUBERNETES, Choice.ALL).all())
                .extracting(Check::id)
                .allMatch(id -> id.startsWith("kubernetes_"));
        assertThat(checks.chosen(ProviderKind.IAC, Choice.ALL).all()).hasSizeGreaterThan(80);
        assertThatExceptionOfType(ScanFailedException.class)
                .isThrownBy(
                        () ->
                                checks.chosen(
                                        ProviderKind.KUBERNETES,
                                        new Choice(List.of(), List.of("s3"), List.of(), List.of())))
                .withMessage(
                        "No check is of the service 's3' for providers of the kind 'kubernetes'.");
    }

    @Test
    void servicesAndSeveritiesNarrowEachOther() {
        Choice choice = new Choice(List.of(), List.of("s3", "rds"), List.of(), List.of("critical"));

        assertThat(new ChecksAtHand(settings(null)).chosen(ProviderKind.IAC, choice).all())
                .extracting(Check::id)
                .contains("terraform_s3_public_acl", "terraform_rds_public")
                .doesNotContain("terraform_s3_versioning");
    }

    @Test
    void settingsThatSayNothingAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(null, List.of("aws"), List.of()))
                .withMessageContaining("preferred");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(null, List.of(), List.of("https://code.example")))
                .withMessageContaining("allowed-hosts");
        assertThat(settings(null).order(ProviderKind.KUBERNETES)).isPositive();
        assertThat(settings(null, List.of("kubernetes"), List.of()).order(ProviderKind.KUBERNETES))
                .isNegative();
    }

    @Test
    void aDirectoryThatIsNotThereIsSaidInWords() {
        Path nowhere = room.resolve("nowhere");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> new ChecksAtHand(settings(nowhere)))
                .withMessage(
                        "The checks in %s cannot be read (bailiwick.checks.directory): there is no"
                                + " such file or directory.",
                        nowhere);
    }

    @Test
    void aFileInPlaceOfItsDirectoryIsSaidInWords() throws IOException {
        Path file = Files.createFile(room.resolve("team.yaml"));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> new ChecksAtHand(settings(file)))
                .withMessage(
                        "%s is no directory (bailiwick.checks.directory): name the one that the"
                                + " file of checks is in.",
                        file);
    }

    @Test
    void authoritiesThatAreNotThereAreSaidInWords() {
        Path file = room.resolve("ca.pem");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> new Outside(settings(null, List.of(), List.of(), file)))
                .withMessage(
                        "The certificates in %s cannot be used (bailiwick.checks.authorities):"
                                + " there is no such file or directory.",
                        file);
    }

    private static ChecksProperties settings(@Nullable Path directory) {
        return settings(directory, List.of(), List.of());
    }

    private static ChecksProperties settings(
            @Nullable Path directory, List<String> preferred, List<String> hosts) {
        return settings(directory, preferred, hosts, null);
    }

    private static ChecksProperties settings(
            @Nullable Path directory,
            List<String> preferred,
            List<String> hosts,
            @Nullable Path authorities) {
        return new ChecksProperties(
                true,
                directory,
                preferred,
                hosts,
                authorities,
                Duration.ofMinutes(1),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1));
    }
}
