package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.terraform.ModuleCalls;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** Directories that belong to tools rather than to people. */
final class PassedOver {

    private static final Set<String> NAMES = Set.of(".git", ".terraform", "node_modules");

    private PassedOver() {}

    static boolean is(String name) {
        return NAMES.contains(name);
    }

    /** What is not seen of a module that is called there; null if it is called elsewhere. */
    static @Nullable Unread call(Resource resource) {
        String called =
                resource.type().equals("module")
                        ? ModuleCalls.called(resource.file(), resource.fields().text("source"))
                        : null;
        if (called != null) {
            for (String step : called.split("/")) {
                if (is(step)) {
                    return new Unread(
                            resource.file(),
                            resource.line(),
                            "calls a module in " + step + ", which is passed over");
                }
            }
        }
        return null;
    }
}
