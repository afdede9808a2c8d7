package dev.bailiwick.declaration;

import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.Accounts;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.authority.Duties;

import java.util.List;
import java.util.function.UnaryOperator;

/** Authority that the toolkit keeps: its tables come with the key. */
final class KeptAuthority {

    private KeptAuthority() {}

    /**
     * @throws MalformedFileException if it cannot be
     */
    static UnaryOperator<Wall> read(Value value) {
        Mapping words =
                value.mapping()
                        .only(
                                "tenants",
                                "principals",
                                "email",
                                "permissions",
                                "when-suspended",
                                "roles",
                                "duties");
        try {
            Accounts accounts =
                    new Accounts(
                            words.get("tenants").text(),
                            words.get("principals").text(),
                            words.get("email").text());
            Permissions permissions = Permissions.of(words.get("permissions").texts());
            RoleModel model = model(permissions, words);
            Duties duties = duties(permissions, words.get("duties").mapping());
            return wall -> AuthoritySql.within(wall, accounts, duties, model);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedFileException(words.place(), String.valueOf(wrong.getMessage()));
        }
    }

    private static RoleModel model(Permissions permissions, Mapping words) {
        RoleModel.Builder model = RoleModel.of(permissions);
        words.get("roles")
                .mapping()
                .values()
                .forEach(
                        (name, value) -> {
                            Mapping role = value.mapping().only("permissions", "above");
                            model.role(name, permissions(permissions, role, "permissions"));
                            role.find("above")
                                    .map(Value::texts)
                                    .orElse(List.of())
                                    .forEach(lower -> model.above(name, lower));
                        });
        return model.allowedWhenSuspended(permissions(permissions, words, "when-suspended"))
                .build();
    }

    private static Permission[] permissions(Permissions known, Mapping words, String key) {
        return words.find(key).map(Value::texts).orElse(List.of()).stream()
                .map(known::require)
                .toArray(Permission[]::new);
    }

    private static Duties duties(Permissions known, Mapping words) {
        words.only("members", "invitations", "teams", "audit", "outside");
        return new Duties(
                known.require(words.get("members").text()),
                known.require(words.get("invitations").text()),
                known.require(words.get("teams").text()),
                known.require(words.get("audit").text()),
                words.find("outside").map(Value::text).map(known::require));
    }
}
