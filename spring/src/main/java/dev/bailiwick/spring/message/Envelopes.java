package dev.bailiwick.spring.message;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.member.MembershipLostException;
import dev.bailiwick.spring.member.Memberships;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the scope of a message as one header, and reads it. The text is {@code <scope>.<seal>},
 * both in Base64; what the message is bound to is sealed with it and not part of it.
 */
final class Envelopes {

    /** The header that a message carries its scope in. */
    static final String HEADER = "bailiwick-scope";

    private static final String VERSION = "1";
    private static final String TENANT = "tenant";
    private static final String IDENTITY = "identity";
    private static final String GLOBAL = "global";

    /** How far the clocks of sender and receiver may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Seal seal;
    private final Duration maxAge;
    private final Clock clock;
    private final List<Dimension<?>> dimensions;
    private final Optional<Memberships> memberships;

    /**
     * @param dimensions that a scope may be narrowed by
     * @param memberships asked again on arrival; without them a scope is as it was when sent
     */
    Envelopes(
            Seal seal,
            Duration maxAge,
            Clock clock,
            List<Dimension<?>> dimensions,
            Optional<Memberships> memberships) {
        this.seal = seal;
        this.maxAge = maxAge;
        this.clock = clock;
        this.dimensions = List.copyOf(dimensions);
        this.memberships = memberships;
    }

    /**
     * @param binding what the header cannot be taken from: a topic, a body's digest
     * @throws ScopeRequiredException for a scope that no message may have
     */
    String seal(Scope scope, String binding) {
        List<String> lines = new ArrayList<>(List.of(VERSION, "" + clock.millis()));
        switch (scope) {
            case Scope.Tenant tenant -> {
                lines.add(TENANT);
                lines.add(tenant.tenant().toString());
                lines.add(tenant.principal() == null ? "" : tenant.principal().toString());
                lines.add(tenant.epoch() == null ? "" : tenant.epoch().toString());
                tenant.narrowing().entrySet().stream()
                        .map(part -> part.getKey().name() + ":" + encoded(part.getValue()))
                        .sorted(Comparator.naturalOrder())
                        .forEach(lines::add);
            }
            case Scope.Identity identity -> {
                lines.add(IDENTITY);
                lines.add(identity.principal().toString());
            }
            case Scope.Global _ -> lines.add(GLOBAL);
            default -> throw ScopeRequiredException.wrongKind("sending a message", scope);
        }
        String text = String.join("\n", lines);
        return encoded(text)
                + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(seal.over(text + "\n" + binding));
    }

    /**
     * The scope that the message is to be handled in.
     *
     * @throws EnvelopeRefusedException if there is no header, or it is not to be believed
     */
    Scope open(@Nullable String header, String binding) {
        if (header == null) {
            throw new EnvelopeRefusedException("it carries no " + HEADER);
        }
        int dot = header.indexOf('.');
        if (dot < 0) {
            throw malformed(null);
        }
        try {
            String text = decoded(header.substring(0, dot));
            byte[] given = Base64.getUrlDecoder().decode(header.substring(dot + 1));
            if (!seal.isOver(text + "\n" + binding, given)) {
                throw new EnvelopeRefusedException("its seal is not right");
            }
            List<String> lines = List.of(text.split("\n", -1));
            checkAge(Instant.ofEpochMilli(Long.parseLong(lines.get(1))));
            return current(scope(lines));
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw malformed(wrong);
        }
    }

    private void checkAge(Instant sealed) {
        Instant now = clock.instant();
        if (sealed.plus(maxAge).isBefore(now) || sealed.minus(SKEW).isAfter(now)) {
            throw new EnvelopeRefusedException(
                    "it was sealed at %s, and %s is the limit".formatted(sealed, maxAge));
        }
    }

    private Scope scope(List<String> lines) {
        if (!lines.getFirst().equals(VERSION)) {
            throw new EnvelopeRefusedException("its scope is of version " + lines.getFirst());
        }
        return switch (lines.get(2)) {
            case TENANT -> {
                Map<Dimension<?>, String> narrowing = new HashMap<>();
                for (String part : lines.subList(6, lines.size())) {
                    int colon = part.indexOf(':');
                    narrowing.put(
                            dimension(part.substring(0, colon)),
                            decoded(part.substring(colon + 1)));
                }
                yield new Scope.Tenant(
                        new TenantId(lines.get(3)),
                        lines.get(4).isEmpty() ? null : new PrincipalId(lines.get(4)),
                        narrowing,
                        lines.get(5).isEmpty() ? null : new Epoch(Long.parseLong(lines.get(5))));
            }
            case IDENTITY -> new Scope.Identity(new PrincipalId(lines.get(3)));
            case GLOBAL -> new Scope.Global();
            default -> throw malformed(null);
        };
    }

    /** Whoever sent it may have lost the membership on the way. */
    private Scope current(Scope sent) {
        if (sent instanceof Scope.Tenant tenant && memberships.isPresent()) {
            try {
                return memberships.get().now(tenant);
            } catch (MembershipLostException lost) {
                throw new EnvelopeRefusedException("its sender is no member any longer", lost);
            }
        }
        return sent;
    }

    private Dimension<?> dimension(String name) {
        return dimensions.stream()
                .filter(dimension -> dimension.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new EnvelopeRefusedException(
                                        "no table is narrowed by " + name + ", as its scope is"));
    }

    private static EnvelopeRefusedException malformed(@Nullable Throwable cause) {
        return new EnvelopeRefusedException("its " + HEADER + " cannot be read", cause);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
