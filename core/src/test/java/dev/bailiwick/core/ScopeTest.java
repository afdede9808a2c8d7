package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class ScopeTest {

    private static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final PrincipalId ANN =
            PrincipalId.parse("00000000-0000-7000-8000-0000000000a1");
    private static final Dimension<List<String>> PROJECTS =
            Dimension.of("projects", names -> String.join(",", names));

    @Test
    void aTenantIsNarrowedByTheTextOfADimension() {
        Scope.Tenant scope = Scope.Tenant.of(ACME).as(ANN).with(PROJECTS, List.of("x", "y"));

        assertThat(scope.tenant()).isEqualTo(ACME);
        assertThat(scope.principal()).isEqualTo(ANN);
        assertThat(scope.narrowing()).containsExactly(Map.entry(PROJECTS, "x,y"));
    }

    @Test
    void narrowingLeavesTheScopeItStartedFromAsItWas() {
        Scope.Tenant wide = Scope.Tenant.of(ACME);
        Scope.Tenant unused = wide.with(PROJECTS, List.of("x"));

        assertThat(wide.narrowing()).isEmpty();
        assertThat(unused).isNotEqualTo(wide);
    }

    @Test
    void aScopeCopiesWhatItIsMadeOf() {
        Map<Dimension<?>, String> mine = new HashMap<>();
        Scope.Tenant scope = new Scope.Tenant(ACME, null, mine, null);

        mine.put(PROJECTS, "later");

        assertThat(scope.narrowing()).isEmpty();
    }

    @Test
    void maintenanceNeedsAReasonAndALimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Scope.Maintenance(" ", Duration.ofMinutes(1)))
                .withMessageContaining("reason");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Scope.Maintenance("retention", Duration.ZERO))
                .withMessageContaining("limit");
    }

    @Test
    void aScopeIsDescribedWithoutTheValuesItIsNarrowedTo() {
        assertThat(Scope.Tenant.of(ACME).as(ANN).with(PROJECTS, List.of("secret")).described())
                .isEqualTo("tenant " + ACME + " as principal " + ANN + " narrowed by projects");
        assertThat(new Scope.Identity(ANN).described())
                .isEqualTo("principal " + ANN + " without a tenant");
        assertThat(new Scope.Global().described()).isEqualTo("global tables");
        assertThat(new Scope.Maintenance("retention", Duration.ofMinutes(1)).described())
                .isEqualTo("maintenance (retention)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Tenant",
                "tenant",
                "tenants",
                "principal",
                "epoch",
                "a.b",
                "a'b",
                "ä",
                "1a"
            })
    void aDimensionIsNamedByLowerCaseLettersAndIsNeitherTenantNorPrincipal(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dimension.of(name, Object::toString))
                .withMessageContaining("'" + name + "'");
    }

    @Test
    void twoDimensionsOfOneNameAreTwo() {
        assertThat(Dimension.of("projects", Object::toString)).isNotEqualTo(PROJECTS);
    }

    @Test
    void anIdIsAUuidAndPrintsAsOne() {
        UUID uuid = UUID.fromString("00000000-0000-7000-8000-00000000000a");

        assertThat(ACME).hasToString(uuid.toString()).isEqualTo(new TenantId(uuid));
        assertThat(ANN).hasToString(ANN.value().toString());
        assertThatIllegalArgumentException().isThrownBy(() -> TenantId.parse("acme"));
        assertThatIllegalArgumentException().isThrownBy(() -> PrincipalId.parse("ann"));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without NullAway get
    void aScopeOfNobodyCannotBeMade() {
        assertThatNullPointerException().isThrownBy(() -> new TenantId((UUID) null));
        assertThatNullPointerException().isThrownBy(() -> new PrincipalId((UUID) null));
        assertThatNullPointerException().isThrownBy(() -> new Scope.Identity(null));
        assertThatNullPointerException().isThrownBy(() -> Scope.Tenant.of(null));
    }

    @Test
    void faultsOfTheWallAreListedAndCopied() {
        WallException refusal = new WallException(List.of(fault("a"), fault("b")));

        assertThat(refusal.faults()).containsExactly(fault("a"), fault("b"));
        assertThat(refusal)
                .hasMessageContaining("2 fault(s)")
                .hasMessageContaining("a: wrong")
                .hasMessageContaining("b: wrong");
    }

    @Test
    void aMismatchNamesBothScopes() {
        ScopeMismatchException inside =
                Scopes.call(
                        new Scope.Global(),
                        () -> new ScopeMismatchException("A result", Scope.Tenant.of(ACME)));
        ScopeMismatchException outside =
                new ScopeMismatchException("A result", Scope.Tenant.of(ACME));

        assertThat(inside)
                .hasMessageContaining("A result belongs to the scope of tenant " + ACME)
                .hasMessageContaining("used in that of global tables");
        assertThat(outside).hasMessageContaining("used in none");
    }

    @Test
    void anIdIsAUuidANumberOrAText() {
        UUID key = UUID.randomUUID();

        assertThat(new TenantId(key)).isEqualTo(TenantId.parse(key.toString()));
        assertThat(new TenantId(key).value()).isEqualTo(key);
        assertThat(new TenantId(7)).isEqualTo(new TenantId("7")).hasToString("7");
        assertThatIllegalStateException().isThrownBy(() -> new TenantId(7).value());
        assertThat(new PrincipalId("ann@acme.example")).hasToString("ann@acme.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "a'b", "a\"b", "a\\b", "a{b", "a\nb", "a\0"})
    void anIdHoldsNothingThatASettingCouldMisread(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantId(text));
        assertThatIllegalArgumentException().isThrownBy(() -> new PrincipalId(text));
    }

    private static Fault fault(String object) {
        return new Fault("any-check", Fault.Severity.ERROR, object, "wrong");
    }
}
