package dev.bailiwick.cli.seal;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.Ran;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.audit.AuditCommand;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.cli.plan.ApplyCommand;
import dev.bailiwick.cli.plan.PlanCommand;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.testbed.TestDatabase;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A shop whose declaration says that its scopes are sealed, and the commands that work on it. */
record SealedShop(TestDatabase database, SealForm form, Path folder) {

    /** Declared and not built yet. */
    static SealedShop bare(SealForm form, Path folder) throws SQLException {
        return new SealedShop(Shop.bare(), form, folder);
    }

    /** Built, with one key. */
    static SealedShop built(SealForm form, Path folder) throws SQLException {
        SealedShop shop = bare(form, folder);
        shop.newKey("seal.key", 1);
        expectClean(shop.seal(Map.of(), "--key-file", folder.resolve("seal.key").toString()));
        expectClean(shop.apply());
        return shop;
    }

    private static void expectClean(Ran ran) {
        if (ran.exitCode() != 0) {
            throw new IllegalStateException(ran.toString());
        }
    }

    Wall wall() {
        return Shop.WALL.sealedAs(form);
    }

    Path newKey(String name, int number) {
        Path file = folder.resolve(name);
        expectClean(
                Ran.of(
                        new SealCommand(new DatabaseOptions(Map.of()), Map.of()),
                        "seal",
                        "--new-key",
                        file.toString(),
                        "--number",
                        "" + number));
        return file;
    }

    Ran seal(Map<String, String> environment, String... more) {
        return run(
                new SealCommand(new DatabaseOptions(Map.of()), environment),
                "seal",
                List.of("--user", "postgres"),
                more);
    }

    Ran apply(String... more) {
        String wayBack = folder.resolve("down-" + System.nanoTime() + ".sql").toString();
        return run(new ApplyCommand(), "apply", List.of("--yes", "--down-file", wayBack), more);
    }

    Ran plan(String... more) {
        return run(new PlanCommand(), "plan", List.of(), more);
    }

    Ran audit() {
        return run(new AuditCommand(), "audit", List.of());
    }

    private Ran run(BailiwickCommand command, String name, List<String> first, String... more) {
        Path declared =
                Shop.file(
                        folder,
                        "sealed.yaml",
                        "seal: %s\n%s".formatted(form.name().toLowerCase(Locale.ROOT), Shop.FILE));
        List<String> args = new ArrayList<>(List.of(name, "--declaration", declared.toString()));
        args.addAll(List.of("--url", Shop.url(database)));
        args.addAll(first);
        args.addAll(Arrays.asList(more));
        return Ran.of(command, args.toArray(String[]::new));
    }
}
