package dev.bailiwick.posture.edge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.LoggedScopes;

import org.slf4j.event.KeyValuePair;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a line belongs to: the logging context, the scope that the thread is in, and what the line
 * itself names.
 */
final class LogFields {

    /** Named by what entered the scope; the scope itself tells more. */
    private static final Set<String> BY_SCOPE = Set.of(LoggedScopes.TENANT, LoggedScopes.PRINCIPAL);

    private LogFields() {}

    /** By name, the line's own last; in the order in which they are written. */
    static Map<String, Object> of(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>(event.getMDCPropertyMap());
        fields.keySet().removeAll(BY_SCOPE);
        Scopes.current().ifPresent(scope -> put(fields, scope));
        List<KeyValuePair> own = event.getKeyValuePairs();
        if (own != null) {
            own.forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, Scope scope) {
        switch (scope) {
            case Scope.Tenant tenant -> {
                fields.put("tenant_id", tenant.tenant().toString());
                if (tenant.principal() != null) {
                    fields.put("principal_id", tenant.principal().toString());
                }
            }
            case Scope.Tenants several -> {
                fields.put("tenants", several.tenants().size());
                if (several.named() != null) {
                    fields.put("tenant_id", several.named().toString());
                }
                if (several.principal() != null) {
                    fields.put("principal_id", several.principal().toString());
                }
            }
            case Scope.Guest guest -> {
                fields.put("tenant_id", guest.host().toString());
                fields.put("home_id", guest.home().toString());
                fields.put("principal_id", guest.principal().toString());
            }
            case Scope.Identity identity ->
                    fields.put("principal_id", identity.principal().toString());
            case Scope.Maintenance maintenance -> fields.put("maintenance", maintenance.reason());
            case Scope.Global global -> {}
        }
    }
}
