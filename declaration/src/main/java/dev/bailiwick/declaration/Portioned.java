package dev.bailiwick.declaration;

import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.TenantTable;

import java.util.List;

/** Reads which of its tenant's rows a principal reaches, where it is not all of them. */
final class Portioned {

    private Portioned() {}

    static TenantTable of(TenantTable table, Mapping entry) {
        try {
            return permitted(shared(inTeam(owned(table, entry), entry), entry), entry);
        } catch (MalformedFileException told) {
            throw told;
        } catch (IllegalArgumentException wrong) {
            throw new MalformedFileException(entry.place(), String.valueOf(wrong.getMessage()));
        }
    }

    private static TenantTable owned(TenantTable table, Mapping entry) {
        if (!entry.has("owned-by")) {
            return table;
        }
        Value owner = entry.get("owned-by");
        if (!owner.isMapping()) {
            return table.ownedBy(owner.text());
        }
        Mapping own = owner.mapping().only("column", "unless");
        return table.ownContentOnly(own.get("column").text(), permission(own.get("unless").text()));
    }

    private static TenantTable inTeam(TenantTable table, Mapping entry) {
        if (entry.has("in-team")) {
            return table.inTeam(entry.get("in-team").text());
        }
        return entry.has("in-team-optional")
                ? table.inTeamOptional(entry.get("in-team-optional").text())
                : table;
    }

    private static TenantTable shared(TenantTable table, Mapping entry) {
        if (!entry.has("shared-as")) {
            return table;
        }
        Mapping shared = entry.get("shared-as").mapping().only("type", "id", "guests");
        TenantTable sharing = table.sharedAs(shared.get("type").text(), shared.get("id").text());
        return shared.has("guests")
                ? sharing.guestsRead(shared.get("guests").texts().toArray(String[]::new))
                : sharing;
    }

    private static TenantTable permitted(TenantTable table, Mapping entry) {
        TenantTable read =
                entry.has("read-with")
                        ? table.readWith(permission(entry.get("read-with").text()))
                        : table;
        return entry.has("changed-with")
                ? read.changedWith(permission(entry.get("changed-with").text()))
                : read;
    }

    private static Permission permission(String name) {
        return Permissions.of(List.of(name)).require(name);
    }
}
