package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What Hibernate is told of the current scope: the one tenant that it may write to, in the type of
 * the attributes with {@code @TenantId}, or nobody.
 *
 * <p>Nobody is Hibernate's root tenant, for whom it adds no condition of its own; the policies are
 * what decides about rows then, as always.
 */
final class ScopeTenant implements CurrentTenantIdentifierResolver<Object> {

    private static final List<Object> NOBODIES =
            List.of(new UUID(0, 0), "", Long.MIN_VALUE, Integer.MIN_VALUE);

    private final JavaType<?> type;
    private final Object nobody;

    private ScopeTenant(JavaType<?> type, Object nobody) {
        this.type = type;
        this.nobody = nobody;
    }

    /**
     * @param type of the attributes with {@code @TenantId}, or of texts where there are none
     * @return empty if tenants of that type cannot be made from their text
     */
    static Optional<ScopeTenant> in(JavaType<?> type) {
        return NOBODIES.stream()
                .filter(nobody -> nobody.getClass() == type.getJavaTypeClass())
                .map(nobody -> new ScopeTenant(type, nobody))
                .findFirst();
    }

    /** Of the tenants, for keys and conditions of Hibernate's own. */
    @SuppressWarnings("unchecked") // so does Hibernate, which knows no type here but Object
    JavaType<Object> type() {
        return (JavaType<Object>) type;
    }

    Object of(@Nullable Scope scope) {
        TenantId tenant =
                switch (scope) {
                    case Scope.Tenant one -> one.tenant();
                    case Scope.Tenants several -> several.named();
                    case Scope.Guest guest -> guest.host();
                    case null, default -> null;
                };
        return tenant == null ? nobody : type.fromString(tenant.text());
    }

    @Override
    public Object resolveCurrentTenantIdentifier() {
        return of(Scopes.current().orElse(null));
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }

    @Override
    public boolean isRoot(Object tenant) {
        return nobody.equals(tenant);
    }
}
