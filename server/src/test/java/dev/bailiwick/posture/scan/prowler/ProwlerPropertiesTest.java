package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.provider.ProviderKind;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

final class ProwlerPropertiesTest {

    @Test
    void whatUsersGiveTheAddressOfIsAskedOnlyWhereTheOperatorNamesIt() {
        ProwlerProperties usual = settings(List.of());
        assertThat(Arrays.stream(ProviderKind.values()).filter(kind -> !usual.scans(kind)))
                .containsExactlyInAnyOrder(
                        ProviderKind.KUBERNETES,
                        ProviderKind.OPENSTACK,
                        ProviderKind.IAC,
                        ProviderKind.IMAGE);

        ProwlerProperties named = settings(List.of("aws", "openstack"));
        assertThat(Arrays.stream(ProviderKind.values()).filter(named::scans))
                .containsExactlyInAnyOrder(ProviderKind.AWS, ProviderKind.OPENSTACK);
    }

    private static ProwlerProperties settings(List<String> kinds) {
        return new ProwlerProperties(
                "prowler",
                kinds,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                DataSize.ofGigabytes(1),
                DataSize.ofGigabytes(1));
    }
}
