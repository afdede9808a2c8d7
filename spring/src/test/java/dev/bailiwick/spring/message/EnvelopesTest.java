package dev.bailiwick.spring.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.member.Memberships;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

class EnvelopesTest {

    static final String KEY = key("k");
    private static final String OTHER_KEY = key("o");
    private static final Dimension<String> AISLES = Dimension.of("aisles", text -> text);
    private static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final TenantId BOLT = TenantId.parse("00000000-0000-7000-8000-00000000000b");
    private static final PrincipalId ANN =
            PrincipalId.parse("00000000-0000-7000-8000-0000000000a1");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Envelopes envelopes = envelopes(NOW, null, KEY);

    @Test
    void aScopeComesOutAsItWentIn() {
        for (Scope scope :
                List.of(
                        Scope.Tenant.of(ACME),
                        Scope.Tenant.of(ACME).as(ANN).at(new Epoch(7)),
                        Scope.Tenant.of(ACME).as(ANN).with(AISLES, "1,2"),
                        Scope.Tenant.of(new TenantId(42)),
                        new Scope.Identity(ANN),
                        new Scope.Global())) {
            assertThat(envelopes.open(envelopes.seal(scope, "orders"), "orders")).isEqualTo(scope);
        }
    }

    @Test
    void k190WhatCarriesNoScopeIsRefused() {
        refused(envelopes, null, "carries no bailiwick-scope");
        refused(envelopes, "", "cannot be read");
        refused(envelopes, "eA.eQ", "seal is not right");
        refused(envelopes, "%.%", "cannot be read");
    }

    @Test
    void k191AnotherTenantCannotBeClaimed() {
        String sealed = envelopes.seal(Scope.Tenant.of(ACME), "orders");
        String text =
                new String(
                        Base64.getUrlDecoder().decode(sealed.substring(0, sealed.indexOf('.'))),
                        StandardCharsets.UTF_8);
        String forged =
                Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        text.replace(ACME.text(), BOLT.text())
                                                .getBytes(StandardCharsets.UTF_8))
                        + sealed.substring(sealed.indexOf('.'));

        // the control: who believes the text alone believes the forger
        assertThat(
                        new String(
                                Base64.getUrlDecoder().decode(forged.split("\\.")[0]),
                                StandardCharsets.UTF_8))
                .contains(BOLT.text());
        refused(envelopes, forged, "seal is not right");
        refused(
                envelopes,
                envelopes(NOW, null, OTHER_KEY).seal(Scope.Tenant.of(BOLT), "orders"),
                "seal is not right");
    }

    @Test
    void k191AHeaderIsNoGoodElsewhere() {
        refused(envelopes, envelopes.seal(Scope.Tenant.of(ACME), "payments"), "seal is not right");
    }

    @Test
    void aPreviousKeyIsStillAccepted() {
        String sealed = envelopes.seal(Scope.Tenant.of(ACME), "orders");

        assertThat(envelopes(NOW, null, OTHER_KEY, KEY).open(sealed, "orders"))
                .isEqualTo(Scope.Tenant.of(ACME));
        refused(envelopes(NOW, null, OTHER_KEY), sealed, "seal is not right");
    }

    @Test
    void whatIsTooOldOrFromTheFutureIsRefused() {
        String sealed = envelopes.seal(Scope.Tenant.of(ACME), "orders");

        refused(envelopes(NOW.plus(Duration.ofDays(8)), null, KEY), sealed, "was sealed at");
        refused(envelopes(NOW.minus(Duration.ofHours(1)), null, KEY), sealed, "was sealed at");
        assertThat(envelopes(NOW.plus(Duration.ofDays(6)), null, KEY).open(sealed, "orders"))
                .isEqualTo(Scope.Tenant.of(ACME));
    }

    @Test
    void k192AMembershipThatIsLostOnTheWayIsLost() {
        AtomicReference<TenantMembership.Standing> standing =
                new AtomicReference<>(
                        TenantMembership.Standing.member(
                                Scope.Tenant.of(ACME).as(ANN).with(AISLES, "2"), Set.of()));
        Envelopes asking = envelopes(NOW, new Memberships((_, _) -> standing.get()), KEY);
        String sealed = asking.seal(Scope.Tenant.of(ACME).as(ANN), "orders");

        assertThat(asking.open(sealed, "orders"))
                .as("narrowed as it is now")
                .isEqualTo(Scope.Tenant.of(ACME).as(ANN).with(AISLES, "2"));

        standing.set(new TenantMembership.Standing.Stranger());
        refused(asking, sealed, "no member any longer");
    }

    @Test
    void whatItsSenderWasNarrowedToStays() {
        Scope.Tenant ann = Scope.Tenant.of(ACME).as(ANN);
        AtomicReference<Scope.Tenant> now = new AtomicReference<>(ann);
        Envelopes asking =
                envelopes(
                        NOW,
                        new Memberships(
                                (_, _) -> TenantMembership.Standing.member(now.get(), Set.of())),
                        KEY);
        String sealed = asking.seal(ann.with(AISLES, "1"), "orders");

        assertThat(asking.open(sealed, "orders")).isEqualTo(ann.with(AISLES, "1"));

        // "1" may be a part of "1,2" or not: only the application could tell
        now.set(ann.with(AISLES, "1,2"));
        refused(asking, sealed, "no member any longer");
    }

    @Test
    void someScopesAreNoMessages() {
        for (Scope scope :
                List.of(
                        new Scope.Maintenance("sweep", Duration.ofSeconds(1)),
                        Scope.Tenants.of(ACME, BOLT))) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> envelopes.seal(scope, "orders"));
        }
    }

    @Test
    void aKeyIsLongEnough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Seal(List.of("c2hvcnQ=")))
                .withMessageContaining("it must have 32 or more");
    }

    private static void refused(Envelopes envelopes, @Nullable String header, String reason) {
        assertThatExceptionOfType(EnvelopeRefusedException.class)
                .isThrownBy(() -> envelopes.open(header, "orders"))
                .withMessageContaining(reason);
    }

    private static Envelopes envelopes(
            Instant now, @Nullable Memberships memberships, String... keys) {
        return new Envelopes(
                new Seal(List.of(keys)),
                Duration.ofDays(7),
                Clock.fixed(now, ZoneOffset.UTC),
                List.of(AISLES),
                Optional.ofNullable(memberships));
    }

    private static String key(String letter) {
        return Base64.getEncoder()
                .encodeToString(letter.repeat(32).getBytes(StandardCharsets.US_ASCII));
    }
}
