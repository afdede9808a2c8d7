package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.files.Dockerfiles;
import dev.bailiwick.checks.files.Manifests;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.terraform.TerraformModule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What one of the built-in checks says of a few lines; null if it says nothing. */
final class Judged {

    /** To compile all of their expressions takes longer than to judge. */
    private static final Checks BUILT_IN = Checks.builtIn();

    private Judged() {}

    static String container(String says) {
        return "apiVersion: v1\n"
                + "kind: Pod\n"
                + "metadata: {name: a}\n"
                + "spec:\n"
                + "  containers:\n"
                + "  - name: a\n"
                + "    "
                + says
                + "\n";
    }

    /**
     * @param variable of a pod, as {@code NAME=value}
     */
    static @Nullable Verdict variable(String variable) throws Exception {
        int equals = variable.indexOf('=');
        String value = variable.substring(equals + 1).replace("'", "''");
        return yaml(
                container(
                        "env: [{name: %s, value: '%s'}]"
                                .formatted(variable.substring(0, equals), value)),
                "kubernetes_secret_written_down");
    }

    static @Nullable Verdict yaml(String text, String check) throws Exception {
        return verdict(Manifests.read(new Source("a.yaml", text)), check);
    }

    static @Nullable Verdict json(String container, String check) throws Exception {
        String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{";
        return verdict(Manifests.read(new Source("a.json", pod + container + "}]}}")), check);
    }

    static @Nullable Verdict image(String line, String check) throws Exception {
        String text = "FROM a:1 AS build\nFROM a:1\n" + line + "\n";
        return verdict(List.of(Dockerfiles.read(new Source("Dockerfile", text))), check);
    }

    static @Nullable Verdict terraform(String text, String check) {
        return verdict(
                TerraformModule.read(
                        List.of(new Source("main.tf", text)),
                        unread -> {
                            throw new AssertionError(unread);
                        }),
                check);
    }

    private static @Nullable Verdict verdict(List<Resource> resources, String check) {
        var results = new ArrayList<CheckResult>();
        Checks only = BUILT_IN.only(each -> each.id().equals(check));
        resources.forEach(each -> only.judge(each, results::add));
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        results.forEach(each -> verdicts.add(each.verdict()));
        assertThat(verdicts).hasSizeLessThan(2);
        return verdicts.isEmpty() ? null : verdicts.iterator().next();
    }
}
