package dev.bailiwick.postgres;

import java.util.List;
import java.util.Map;

/** Reference data without a tenant, read by everybody. Begin with {@link Table#global}. */
public final class GlobalTable extends Table {

    GlobalTable(String name) {
        super(name);
    }

    @Override
    public Map<String, Object> words() {
        return Map.of("kind", "global");
    }

    @Override
    String kind() {
        return "global";
    }

    @Override
    Granted app() {
        return Granted.SELECT;
    }

    @Override
    List<Policy> policies(Wall wall) {
        return List.of(Policy.select("app", wall.roles().app(), Predicate.TRUE));
    }

    @Override
    List<Policy> severalPolicies(Wall wall, String role) {
        return List.of(Policy.select("several", role, Predicate.TRUE));
    }

    /** Migrations, which run as the owner, write the rows. */
    @Override
    OwnerAccess owner() {
        return OwnerAccess.EVERYTHING;
    }
}
