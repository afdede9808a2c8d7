package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.files.Manifests;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parts of a workload that are written and then merged: nobody knows what will run. */
final class UnknownPartsTest {

    private static final Set<String> OF_PODS =
            Set.of(
                    "kubernetes_pod_privileged",
                    "kubernetes_pod_host_pid",
                    "kubernetes_pod_run_as_root",
                    "kubernetes_memory_limit");

    private static final Checks CHECKS =
            Checks.builtIn().only(check -> OF_PODS.contains(check.id()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: Pod, spec: {containers: []}, <<: {spec: {hostPID: true}}}",
                "{kind: Pod, spec: !of another}",
                "{kind: Job, spec: {template: {spec: {}}, <<: {template: {}}}}",
                "{kind: CronJob, spec: {jobTemplate: {spec: {}}, <<: {jobTemplate: {}}}}",
                "{kind: CronJob, spec: {jobTemplate: {spec: {template: {}, <<: {template: {a:"
                        + " b}}}}}}",
            })
    void nothingIsSaidOfAPodThatIsNotKnown(String written) throws Exception {
        assertThat(judged(written))
                .hasSize(OF_PODS.size())
                .extracting(CheckResult::verdict)
                .containsOnly(Verdict.MANUAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers", "initContainers"})
    void nothingIsSaidOfContainersThatAreNotKnown(String kind) throws Exception {
        String privileged = "[{name: a, image: a, securityContext: {privileged: true}}]";

        assertThat(
                        judged(
                                "{kind: Pod, spec: {%s: %s, <<: {%s: []}}}"
                                        .formatted(kind, privileged, kind)))
                .hasSize(OF_PODS.size())
                .allSatisfy(
                        result ->
                                assertThat(result.verdict())
                                        .isEqualTo(
                                                result.check().id().endsWith("_host_pid")
                                                        ? Verdict.PASS
                                                        : Verdict.MANUAL));
    }

    @Test
    void aContainerThatIsNotKnownHidesNoneThatFails() throws Exception {
        assertThat(
                        judged(
                                """
                                kind: Pod
                                spec:
                                  containers: [{name: a, securityContext: {privileged: true}}]
                                  initContainers: [{name: b}]
                                  <<: {initContainers: []}
                                """))
                .filteredOn(result -> result.check().id().equals("kubernetes_pod_privileged"))
                .singleElement()
                .returns(Verdict.FAIL, CheckResult::verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata: !x y",
                "metadata: {name: a, namespace: !x default}",
                "metadata: {name: a, namespace: 12}",
                "metadata: {name: a, namespace: '{{ .Release.Namespace }}'}",
                "metadata: {name: a, namespace: 'default-${STAGE}'}",
                "metadata: {name: a, namespace: <default>}",
                "metadata: {name: a, <<: !x y}",
                "metadata: {name: a, <<: [!x y, {namespace: shop}]}",
            })
    void nothingIsSaidOfANamespaceThatIsNotKnown(String metadata) throws Exception {
        var named = Checks.builtIn().only(each -> each.id().equals("kubernetes_default_namespace"));

        assertThat(judged(named, "{kind: Pod, %s}".formatted(metadata)))
                .singleElement()
                .returns(Verdict.MANUAL, CheckResult::verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{name: !x y}", "!x y", "{generateName: !x y}"})
    void norOfWhatGoesByANameThatIsNot(String metadata) throws Exception {
        var named = Checks.builtIn().only(each -> each.id().equals("kubernetes_binding_anonymous"));
        String subjects = "subjects: [{kind: Group, name: 'system:unauthenticated'}]";

        assertThat(
                        judged(
                                named,
                                "{kind: RoleBinding, metadata: %s, %s}"
                                        .formatted(metadata, subjects)))
                .singleElement()
                .returns(Verdict.MANUAL, CheckResult::verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'{{ .Values.on }}'", "'${ON}'", "$(ON)", "<on>", "'%ON%'"})
    void nothingIsSaidOfAPlaceholder(String placeholder) throws Exception {
        var named = Checks.builtIn().only(each -> each.id().equals("kubernetes_pod_host_pid"));
        String name = "metadata: {name: " + placeholder + "}";

        assertThat(
                        judged(
                                named,
                                "{kind: Pod, %s, spec: {hostPID: %s}}"
                                        .formatted(name, placeholder)))
                .singleElement()
                .returns(Verdict.MANUAL, CheckResult::verdict)
                .satisfies(
                        one ->
                                assertThat(one.resource().name())
                                        .isEqualTo(placeholder.replace("'", "")));
    }

    @Test
    void aVersionThatIsFilledInHidesNothing() throws Exception {
        String version = "apiVersion: '{{ include \"a.b\" . }}/{{ .c }}'\n";

        assertThat(Manifests.read(new Source("a.yaml", version + "kind: Pod\n")))
                .singleElement()
                .returns("Pod", Resource::type);
    }

    private static List<CheckResult> judged(String written) throws Exception {
        return judged(CHECKS, written);
    }

    private static List<CheckResult> judged(Checks checks, String written) throws Exception {
        String version = written.startsWith("{") ? "" : "apiVersion: v1\n";
        String text = written.replaceFirst("^\\{", "{apiVersion: v1, ");
        var results = new ArrayList<CheckResult>();
        for (Resource resource : Manifests.read(new Source("a.yaml", version + text))) {
            checks.judge(resource, results::add);
        }
        return results;
    }
}
