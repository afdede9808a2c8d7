package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Asks for plans of the shop, in a folder of the test's own. */
abstract class Planning {

    @TempDir Path folder;

    final Ran plan(String... args) {
        return run(Shop.declaredIn(folder), args);
    }

    final Ran plan(TestDatabase database, String... more) {
        List<String> args = new ArrayList<>(List.of("--url", Shop.url(database)));
        args.addAll(Arrays.asList(more));
        return plan(args.toArray(String[]::new));
    }

    static Ran run(Path declaration, String... more) {
        List<String> args =
                new ArrayList<>(List.of("plan", "--declaration", declaration.toString()));
        args.addAll(Arrays.asList(more));
        return Ran.of(new PlanCommand(new DatabaseOptions(Map.of())), args.toArray(String[]::new));
    }

    static List<String> faults(TestDatabase database) throws SQLException {
        return Gate.of(Shop.WALL).faults(database.app()).stream()
                .map((Fault fault) -> fault.id() + " " + fault.object())
                .distinct()
                .toList();
    }
}
