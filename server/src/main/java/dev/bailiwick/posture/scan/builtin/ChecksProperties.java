package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.provider.ProviderKind;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whether and how Git repositories ({@code iac}) and clusters ({@code kubernetes}) are scanned by
 * the built-in engine.
 *
 * @param enabled whether they are
 * @param directory of checks of your own, read and tested when the server starts, which does not
 *     start with a wrong one; not set: only those that come with it are made
 * @param preferred kinds of providers, {@code iac} or {@code kubernetes}, that it scans also where
 *     Prowler may; else Prowler comes first
 * @param allowedHosts names or addresses, as they stand in URLs, of hosts that repositories and
 *     clusters may be at although they lead to addresses that are not public
 * @param authorities file with certificates (PEM) of authorities, besides those that Java trusts,
 *     that the servers of repositories are trusted by
 * @param timeLimit of fetching a repository, of examining what was fetched, and of reading a
 *     cluster
 * @param fetchLimit of what a repository sends
 * @param repositoryLimit of those of its files that checks can read
 * @param clusterLimit of what a cluster answers
 */
@ConfigurationProperties("bailiwick.checks")
record ChecksProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Path directory,
        @DefaultValue List<String> preferred,
        @DefaultValue List<String> allowedHosts,
        @Nullable Path authorities,
        @DefaultValue("10m") Duration timeLimit,
        @DefaultValue("256MB") DataSize fetchLimit,
        @DefaultValue("512MB") DataSize repositoryLimit,
        @DefaultValue("1GB") DataSize clusterLimit) {

    private static final Set<String> KINDS =
            Set.of(ProviderKind.IAC.word(), ProviderKind.KUBERNETES.word());

    ChecksProperties {
        preferred = List.copyOf(preferred);
        allowedHosts = List.copyOf(allowedHosts);
        for (String each : preferred) {
            if (!KINDS.contains(each)) {
                throw new IllegalArgumentException(
                        "bailiwick.checks.preferred: 'iac' and 'kubernetes' can be named, not '%s'"
                                .formatted(each));
            }
        }
        for (String each : allowedHosts) {
            if (each.isBlank() || each.contains("/")) {
                throw new IllegalArgumentException(
                        "bailiwick.checks.allowed-hosts: '%s' is no name or address of a host"
                                .formatted(each));
            }
        }
        positive("time-limit", !timeLimit.isNegative() && !timeLimit.isZero());
        positive("fetch-limit", fetchLimit.toBytes() > 0);
        positive("repository-limit", repositoryLimit.toBytes() > 0);
        positive("cluster-limit", clusterLimit.toBytes() > 0);
    }

    private static void positive(String name, boolean positive) {
        if (!positive) {
            throw new IllegalArgumentException(
                    "bailiwick.checks.%s: must be more than zero".formatted(name));
        }
    }

    /** Among scanners: lower comes first, and Prowler is at 0. */
    int order(ProviderKind kind) {
        return preferred.contains(kind.word()) ? -10 : 10;
    }
}
