package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.ExceededException;

import org.eclipse.jgit.errors.TransportException;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import javax.net.ssl.SSLSocketFactory;

final class FetchTimeTest {

    @Test
    void timeThatIsOverWhileJGitUnpacksIsToldAsSuch() {
        var nobody = Destinations.publicOnly();
        var trusted = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var over = new Connections(nobody, trusted, Duration.ZERO, 1);
        var source = new GitSource(nobody, GitLimits.defaults(), Limits.defaults(), trusted);

        assertThatExceptionOfType(ExceededException.class)
                .isThrownBy(() -> source.told(new TransportException("cancelled"), over))
                .withMessageContaining("too long");
    }
}
