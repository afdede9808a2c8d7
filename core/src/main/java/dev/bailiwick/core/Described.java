package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Scopes in words, for messages. */
final class Described {

    private Described() {}

    static String of(Scope scope) {
        return switch (scope) {
            case Scope.Tenant tenant ->
                    "tenant "
                            + tenant.tenant()
                            + as(tenant.principal())
                            + narrowed(tenant.narrowing())
                            + at(tenant.epoch());
            case Scope.Tenants several ->
                    several.tenants().size()
                            + (several.tenants().size() == 1 ? " tenant" : " tenants")
                            + (several.named() == null
                                    ? " of which none is named"
                                    : " of which " + several.named() + " is named")
                            + as(several.principal())
                            + narrowed(several.narrowing())
                            + at(several.epochs());
            case Scope.Guest guest ->
                    "guest from "
                            + guest.home()
                            + " in tenant "
                            + guest.host()
                            + as(guest.principal())
                            + at(guest.epoch());
            case Scope.Identity(PrincipalId principal) ->
                    "principal " + principal + " without a tenant";
            case Scope.Global() -> "global tables";
            case Scope.Maintenance maintenance -> "maintenance (" + maintenance.reason() + ")";
        };
    }

    private static String as(@Nullable PrincipalId principal) {
        return principal == null ? "" : " as principal " + principal;
    }

    private static String at(@Nullable Epoch epoch) {
        return epoch == null ? "" : " at epoch " + epoch;
    }

    private static String at(Map<TenantId, Epoch> epochs) {
        return epochs.isEmpty() ? "" : " at an epoch of each";
    }

    private static String narrowed(Map<Dimension<?>, String> narrowing) {
        return narrowing.isEmpty()
                ? ""
                : " narrowed by "
                        + String.join(
                                ", ",
                                narrowing.keySet().stream().map(Dimension::name).sorted().toList());
    }
}
