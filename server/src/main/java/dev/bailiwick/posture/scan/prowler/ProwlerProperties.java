package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.provider.ProviderKind;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whether and how Prowler's command line is used as a scanner.
 *
 * @param command its path, or its name on the server's search path; without such a program nothing
 *     is scanned with it, and an empty value turns it off
 * @param kinds of providers that are scanned with it; not set: all but {@code iac}, {@code image},
 *     {@code kubernetes} and {@code openstack}, of which users give the addresses: it would ask
 *     these wherever they lead, also within the network of the server
 * @param hostIdentity kinds of providers, of which {@code aws} alone can be named, that may be
 *     signed in to as what this machine is there, where the secret names a role and no keys; the
 *     secret's external id must then be the tenant's id
 * @param environment names of variables of the server that its scanners get too, such as {@code
 *     HTTPS_PROXY}; they get no others
 * @param timeLimit of one scan
 * @param memoryLimit of each of its processes, in addresses
 * @param outputLimit of the results of one scan
 */
@ConfigurationProperties("bailiwick.prowler")
record ProwlerProperties(
        @DefaultValue("prowler") String command,
        @DefaultValue List<String> kinds,
        @DefaultValue List<String> hostIdentity,
        @DefaultValue List<String> environment,
        @DefaultValue("12h") Duration timeLimit,
        @DefaultValue("8GB") DataSize memoryLimit,
        @DefaultValue("4GB") DataSize outputLimit) {

    /** Of which users say where they are, and the program then follows wherever that leads. */
    private static final Set<ProviderKind> ANYWHERE =
            Set.of(
                    ProviderKind.IAC,
                    ProviderKind.IMAGE,
                    ProviderKind.KUBERNETES,
                    ProviderKind.OPENSTACK);

    ProwlerProperties {
        kinds = List.copyOf(kinds);
        hostIdentity = List.copyOf(hostIdentity);
        environment = List.copyOf(environment);
        for (String each : kinds) {
            if (ProviderKind.of(each).isEmpty()) {
                throw new IllegalArgumentException(
                        "bailiwick.prowler.kinds: '%s' is no kind of provider".formatted(each));
            }
        }
        for (String each : hostIdentity) {
            if (!each.equals(ProviderKind.AWS.word())) {
                throw new IllegalArgumentException(
                        "bailiwick.prowler.host-identity: 'aws' alone can be named, not '%s'"
                                .formatted(each));
            }
        }
        positive("time-limit", !timeLimit.isNegative() && !timeLimit.isZero());
        positive("memory-limit", memoryLimit.toBytes() > 0);
        positive("output-limit", outputLimit.toBytes() > 0);
    }

    private static void positive(String name, boolean positive) {
        if (!positive) {
            throw new IllegalArgumentException(
                    "bailiwick.prowler.%s: must be more than zero".formatted(name));
        }
    }

    boolean scans(ProviderKind kind) {
        return kinds.isEmpty() ? !ANYWHERE.contains(kind) : kinds.contains(kind.word());
    }

    boolean lendsHostIdentity(ProviderKind kind) {
        return hostIdentity.contains(kind.word());
    }

    boolean passesOn(String variable) {
        return environment.contains(variable);
    }
}
