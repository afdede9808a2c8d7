package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What an inner scope may be that is to reach no more than the outer one. */
class NarrowingTest {

    private static final TenantId ACME = new TenantId(new UUID(7, 1));
    private static final TenantId BOLT = new TenantId(new UUID(7, 2));
    private static final TenantId CORE = new TenantId(new UUID(7, 3));
    private static final PrincipalId ANN = new PrincipalId(new UUID(8, 1));
    private static final PrincipalId BEN = new PrincipalId(new UUID(8, 2));
    private static final Dimension<String> AREAS = Dimension.of("areas", text -> text);
    private static final Dimension<Optional<BitSet>> DESKS =
            Dimension.numbered("desks", numbers -> numbers.orElse(null));
    private static final Scope.Tenant WIDE = Scope.Tenant.of(ACME).as(ANN).with(AREAS, "all");
    private static final Scope.Tenants BOTH = Scope.Tenants.of(ACME, BOLT);

    @Test
    void severalTenantsAreReadAndOneNamedIsWritten() {
        assertThat(BOTH.tenants()).containsExactlyInAnyOrder(ACME, BOLT);
        assertThat(BOTH.named()).isNull();
        assertThat(BOTH.naming(BOLT).named()).isEqualTo(BOLT);
        assertThat(BOTH.as(ANN).with(AREAS, "x").one(BOLT))
                .isEqualTo(Scope.Tenant.of(BOLT).as(ANN).with(AREAS, "x"));
        assertThat(Scope.Tenants.of(Set.of()).tenants()).isEmpty();
    }

    @Test
    void k249TheNamedTenantIsOneOfThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BOTH.naming(CORE))
                .withMessageContaining(CORE.toString())
                .withMessageContaining("not among the 2");
        assertThatIllegalArgumentException().isThrownBy(() -> BOTH.one(CORE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scope.Tenants.of(Set.of()).naming(ACME));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without NullAway get
    void sB4AllTenantsIsNeverNull() {
        assertThatNullPointerException().isThrownBy(() -> Scope.Tenants.of((Set<TenantId>) null));
        assertThatNullPointerException().isThrownBy(() -> BOTH.naming(null));
        Set<TenantId> withNull = new HashSet<>();
        withNull.add(null);
        assertThatNullPointerException().isThrownBy(() -> Scope.Tenants.of(withNull));
        assertThatNullPointerException().isThrownBy(() -> WIDE.with(AREAS, null));
    }

    @Test
    void severalTenantsAreDescribedWithoutListingThem() {
        assertThat(BOTH.described()).isEqualTo("2 tenants of which none is named");
        assertThat(
                        BOTH.naming(BOLT)
                                .as(ANN)
                                .with(AREAS, "secret")
                                .at(Map.of(ACME, new Epoch(4), BOLT, new Epoch(5)))
                                .described())
                .isEqualTo(
                        "2 tenants of which %s is named as principal %s narrowed by areas at an epoch of each"
                                .formatted(BOLT, ANN));
        assertThat(Scope.Tenants.of(ACME).described()).startsWith("1 tenant of");
    }

    @Test
    void scopesOfOnePrincipalAreOneOverSeveralTenantsWithTheEpochOfEach() {
        Scope.Tenant acme = Scope.Tenant.of(ACME).as(ANN).with(AREAS, "a").at(new Epoch(3));
        Scope.Tenant bolt = Scope.Tenant.of(BOLT).as(ANN).with(AREAS, "a").at(new Epoch(5));

        Scope.Tenants both = Scope.Tenants.together(List.of(acme, bolt));

        assertThat(both.epochs()).isEqualTo(Map.of(ACME, new Epoch(3), BOLT, new Epoch(5)));
        assertThat(both.one(ACME)).isEqualTo(acme);
        assertThat(both.one(BOLT)).isEqualTo(bolt);
        assertThat(both.covers(bolt)).isTrue();
        assertThat(both.covers(bolt.at(new Epoch(3)))).isFalse();
        assertThat(Scope.Tenants.together(List.of()).tenants()).isEmpty();
        for (Scope.Tenant other :
                List.of(
                        acme,
                        bolt.as(BEN),
                        bolt.with(AREAS, "b"),
                        Scope.Tenant.of(BOLT).as(ANN).with(AREAS, "a"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Scope.Tenants.together(List.of(acme, other)));
        }
    }

    @Test
    void anotherEpochMakesAnotherScope() {
        assertThat(WIDE.at(new Epoch(1))).isNotEqualTo(WIDE).isNotEqualTo(WIDE.at(new Epoch(2)));
        assertThat(WIDE.at(new Epoch(1))).isEqualTo(WIDE.at(new Epoch(1)));
        assertThat(WIDE.at(new Epoch(7)).described()).endsWith("at epoch 7");
        assertThat(WIDE.at(new Epoch(7)).as(BEN).with(AREAS, "").epoch()).isEqualTo(new Epoch(7));
        assertThat(
                        BOTH.at(Map.of(ACME, new Epoch(7), BOLT, new Epoch(8)))
                                .naming(ACME)
                                .as(ANN)
                                .with(AREAS, "")
                                .one(BOLT)
                                .epoch())
                .isEqualTo(new Epoch(8));
        assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(-1));
    }

    /** Outer, inner: all, none and lists. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    all | all | true
                    all | x,y | true
                    all | ''  | true
                    x,y | x   | true
                    x,y | y,x | true
                    x,y | ''  | true
                    x,y | all | false
                    x,y | z   | false
                    x,y | x,z | false
                    ''  | ''  | true
                    ''  | x   | false
                    ''  | all | false
                    """)
    void aDimensionIsNarrowedToPartOfIt(String outer, String inner, boolean covered) {
        assertThat(
                        Scope.Tenant.of(ACME)
                                .with(AREAS, outer)
                                .covers(Scope.Tenant.of(ACME).with(AREAS, inner)))
                .isEqualTo(covered);
    }

    /** Against the sets themselves; both may be all, which is spelt null here. */
    @Test
    void aNumberedDimensionIsNarrowedToPartOfIt() {
        Random random = new Random(20261126);
        for (int round = 0; round < 2_000; round++) {
            BitSet outer = numbers(random);
            BitSet inner = numbers(random);
            boolean part = inner != null && (outer == null || without(inner, outer).isEmpty());

            assertThat(
                            Scope.Tenant.of(ACME)
                                    .with(DESKS, Optional.ofNullable(outer))
                                    .covers(
                                            Scope.Tenant.of(ACME)
                                                    .with(DESKS, Optional.ofNullable(inner))))
                    .as("%s in %s", inner, outer)
                    .isEqualTo(outer == null || part);
        }
    }

    @Test
    void numbersAreToldAsWords() {
        assertThat(DESKS.textOf(Optional.empty())).isEqualTo("all");
        assertThat(DESKS.textOf(Optional.of(new BitSet()))).isEmpty();
        assertThat(DESKS.textOf(Optional.of(BitSet.valueOf(new long[] {0x8000_0005L, 1}))))
                .isEqualTo("#-2147483643,0,1");
        assertThat(DESKS.textOf(Optional.of(BitSet.valueOf(new long[] {1L << 40}))))
                .isEqualTo("#0,256");
    }

    private static @Nullable BitSet numbers(Random random) {
        if (random.nextInt(10) == 0) {
            return null;
        }
        BitSet numbers = new BitSet();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            numbers.set(random.nextInt(4) * 31 + random.nextInt(2));
        }
        return numbers;
    }

    private static BitSet without(BitSet numbers, BitSet others) {
        BitSet rest = (BitSet) numbers.clone();
        rest.andNot(others);
        return rest;
    }

    @Test
    void aScopeCoversItsParts() {
        Scope.Tenants named = BOTH.naming(ACME);

        assertThat(
                        List.of(
                                WIDE.covers(WIDE),
                                WIDE.covers(Scope.Tenant.of(ACME)),
                                WIDE.covers(new Scope.Global()),
                                WIDE.covers(new Scope.Identity(ANN)),
                                WIDE.covers(Scope.Tenants.of(ACME)),
                                WIDE.covers(Scope.Tenants.of()),
                                BOTH.covers(Scope.Tenant.of(BOLT)),
                                BOTH.covers(named),
                                named.covers(BOTH.naming(BOLT)),
                                new Scope.Identity(ANN).covers(new Scope.Identity(ANN)),
                                new Scope.Identity(ANN).covers(new Scope.Global()),
                                new Scope.Maintenance("why", Duration.ofSeconds(1)).covers(WIDE)))
                .containsOnly(true);
    }

    @Test
    void aScopeDoesNotCoverWhatGoesBeyondIt() {
        assertThat(
                        List.of(
                                WIDE.covers(WIDE.as(BEN)),
                                Scope.Tenant.of(ACME).covers(Scope.Tenant.of(ACME).as(ANN)),
                                Scope.Tenant.of(ACME).covers(WIDE),
                                WIDE.covers(Scope.Tenant.of(BOLT)),
                                WIDE.covers(BOTH),
                                WIDE.covers(new Scope.Identity(BEN)),
                                WIDE.at(new Epoch(1)).covers(WIDE),
                                WIDE.at(new Epoch(1)).covers(WIDE.at(new Epoch(2))),
                                WIDE.at(new Epoch(1)).covers(new Scope.Identity(ANN)),
                                WIDE.covers(new Scope.Maintenance("why", Duration.ofSeconds(1))),
                                new Scope.Global().covers(WIDE),
                                new Scope.Identity(ANN).covers(WIDE),
                                new Scope.Identity(ANN).covers(new Scope.Identity(BEN))))
                .containsOnly(false);
    }

    @Test
    void theCurrentScopeIsNarrowedToPartOfADimensionOrToATenant() {
        Scope part = Scopes.call(WIDE, () -> Scopes.narrowed(AREAS, "x"));
        Scope partOfBoth = Scopes.call(BOTH.with(AREAS, "all"), () -> Scopes.narrowed(AREAS, "x"));
        Scope one = Scopes.call(BOTH.as(ANN), () -> Scopes.narrowed(BOLT));
        Scope same = Scopes.call(WIDE, () -> Scopes.narrowed(ACME));
        Scope nobody = Scopes.call(WIDE, () -> Scopes.narrowed(Scope.Tenant.of(ACME)));

        assertThat(part).isEqualTo(WIDE.with(AREAS, "x"));
        assertThat(partOfBoth).isEqualTo(BOTH.with(AREAS, "x"));
        assertThat(one).isEqualTo(Scope.Tenant.of(BOLT).as(ANN));
        assertThat(same).isEqualTo(WIDE);
        assertThat(nobody).isEqualTo(Scope.Tenant.of(ACME));
    }

    @Test
    void narrowingDoesNotWiden() {
        assertThatExceptionOfType(ScopeTooWideException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        WIDE.with(AREAS, "x"), () -> Scopes.narrowed(AREAS, "x,y")))
                .withMessageContaining("also reaches more of areas");
        assertThatExceptionOfType(ScopeTooWideException.class)
                .isThrownBy(() -> Scopes.call(BOTH, () -> Scopes.narrowed(CORE)))
                .withMessageContaining("also reaches tenant " + CORE);
        assertThatExceptionOfType(ScopeTooWideException.class)
                .isThrownBy(() -> Scopes.call(BOTH, () -> Scopes.narrowed(AREAS, "x")))
                .withMessageContaining("more of areas");
        for (Scope without : List.of(new Scope.Global(), new Scope.Identity(ANN))) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Scopes.call(without, () -> Scopes.narrowed(ACME)));
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Scopes.call(without, () -> Scopes.narrowed(AREAS, "x")));
        }
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.narrowed(WIDE));
    }
}
