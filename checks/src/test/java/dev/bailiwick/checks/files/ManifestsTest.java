package dev.bailiwick.checks.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Manifests, those among them that are written to break whoever reads them. */
@Timeout(120)
final class ManifestsTest {

    @Test
    void documentsAndListsAreTakenApart() throws Exception {
        List<Resource> resources =
                yaml(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: a, namespace: shop}
                        ---
                        # nothing
                        ---
                        apiVersion: v1
                        kind: List
                        items:
                          - {apiVersion: v1, kind: Service, metadata: {name: b}}
                          - {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: c}}
                        ---
                        just: values
                        """);

        assertThat(resources)
                .extracting(Resource::title)
                .containsExactly("Pod shop/a", "Service b", "Service.serving.knative.dev c");
        assertThat(resources).extracting(Resource::line).containsExactly(1, 10, 11);
    }

    @Test
    void nothingIsHiddenFromWhoReadsAsKubernetesDoes() throws Exception {
        Fields pod =
                yaml("""
                apiVersion: v1
                kind: !!binary UG9k
                spec: {a: y, b: N, c: 0b0, d: 0o0, e: 0x1_0, f: -0b11, g: "y"}
                """)
                        .getFirst()
                        .fields();

        assertThat(pod.text("kind")).isEqualTo("Pod");
        assertThat(pod.fields("spec"))
                .containsEntry("a", true)
                .containsEntry("b", false)
                .containsEntry("c", 0L)
                .containsEntry("d", 0L)
                .containsEntry("e", 16L)
                .containsEntry("f", -3L)
                .containsEntry("g", "y");
    }

    @Test
    void anObjectInAListNeedNotSayWhatItIs() throws Exception {
        List<Resource> resources =
                yaml("apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec: {}\n");

        assertThat(resources).extracting(Resource::title).containsExactly("Pod a");
        for (String empty :
                List.of(
                        "kind: ''",
                        "apiVersion: ''",
                        "kind: '', apiVersion: ''",
                        "kind: 1, apiVersion: 1",
                        "kind: ~, apiVersion: ~")) {
            assertThat(yaml("{apiVersion: v1, kind: PodList, items: [{%s}]}".formatted(empty)))
                    .as(empty)
                    .extracting(Resource::type)
                    .containsExactly("Pod");
        }
        String within = "{kind: List, apiVersion: v1, items: [".repeat(5);
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> yaml(within + "]}".repeat(5)));
    }

    @Test
    void whatIsWrittenByNumbersIsAManifestAsWell() {
        for (String text :
                List.of(
                        "{\"\\u0061piVersion\": \"v1\", \"k\\u0069nd\": \"Pod\"}",
                        "\"\\x61piVersion\": v1\n\"\\U0000006Bind\": Pod\n",
                        "? \"api\\\n  Version\"\n: v1\nkind: Pod\n")) {
            assertThat(Manifests.looksLikeOne(text)).as(text).isTrue();
        }
        assertThat(Manifests.looksLikeOne("{\"a\": \"\\u0061piVersion\"}")).isFalse();
    }

    @Test
    void jsonIsReadAlsoWithTabs() throws Exception {
        List<Resource> resources =
                Manifests.read(
                        new Source(
                                "pod.json",
                                """
                                {
                                	"apiVersion": "v1",
                                	"kind": "Pod",
                                	"spec": {"a": 1, "b": 1.5, "c": null}
                                }
                                """));

        Fields spec = resources.getFirst().fields().fields("spec");
        assertThat(spec).containsEntry("a", 1L).containsEntry("b", 1.5);
        assertThat(spec.containsKey("c")).isFalse();
        assertThat(spec.line()).isEqualTo(4);
    }

    @Test
    void valuesHaveTheTypesThatKubernetesGivesThem() throws Exception {
        Fields spec =
                yaml("""
                apiVersion: v1
                kind: Pod
                base: &base {shared: true, own: 1}
                spec:
                  <<: *base
                  own: 2
                  yes: yes
                  quoted: "true"
                  octal: 0644
                  nothing: ~
                  tagged: !vault secret
                """)
                        .getFirst()
                        .fields()
                        .fields("spec");

        assertThat(spec.peek("shared")).isEqualTo(true);
        assertThat(spec.peek("own")).isEqualTo(2L);
        assertThat(spec.peek("yes")).isEqualTo(true);
        assertThat(spec.peek("quoted")).isEqualTo("true");
        assertThat(spec.peek("octal")).isEqualTo(420L);
        assertThat(spec.containsKey("nothing")).isFalse();
        assertThat(spec.peek("tagged")).isInstanceOf(Unresolved.class);
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        var bomb =
                new StringBuilder("apiVersion: v1\nkind: Pod\na0: &a0 [x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(8)));
        }

        assertRefused(bomb.toString(), "more than 200000 values");
    }

    @Test
    void aliasesWithinThemselvesAreRefused() {
        assertRefused("apiVersion: v1\nkind: Pod\nspec: &a {b: *a}\n", "an alias within");
        assertRefused("apiVersion: v1\nkind: Pod\nspec: &a [*a]\n", "an alias within");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertRefused("kind: Pod\napiVersion: " + "[".repeat(100_000), "nested deeper than");
        assertRefused("kind: Pod\napiVersion: " + "{a: ".repeat(100_000), "nested deeper than");
        assertRefused("kind: Pod\n" + nested(), "nested deeper than");
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> Manifests.read(new Source("a.json", "[".repeat(100_000))))
                .withMessageContaining("no JSON");
    }

    @Test
    void aliasesThatNestAreCountedAsDeepAsTheyMakeIt() {
        var text = new StringBuilder("apiVersion: v1\nkind: Pod\na0: &a0 [x]\n");
        for (int i = 1; i < 80; i++) {
            text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }

        assertRefused(text.toString(), "nested deeper than");
    }

    @Test
    void anAliasStandsForWhatItsDocumentNamedBefore() throws Exception {
        Fields fields =
                yaml("apiVersion: &v v1\nkind: Pod\na: &x [1]\nb: *x\nc: {*v : *v}\nd: ! yes\n")
                        .getFirst()
                        .fields();

        assertThat(fields.peek("b")).isEqualTo(fields.peek("a"));
        assertThat(fields.fields("c").peek("v1")).isEqualTo("v1");
        assertThat(fields.peek("d")).isEqualTo(true);
        assertRefused("apiVersion: v1\nkind: &k Pod\n---\nkind: *k\n", "no YAML");
    }

    @Test
    void valuesAreCountedBeforeThereIsRoomForThem() {
        assertRefused("kind: x\napiVersion: v1\na: [" + "a,".repeat(250_000) + "]", "200000");
        assertRefused("kind: x\napiVersion: v1\na:\n" + "- a\n".repeat(250_000), "200000");
    }

    @Test
    void typesOfTheReadersLanguageAreNeverMade() {
        assertRefused(
                "apiVersion: v1\nkind: Pod\nspec: !!java.net.URL [\"http://192.0.2.1/\"]\n",
                "tag is not allowed");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertRefused("apiVersion: v1\nkind: Pod\nspec: {a: 1, a: 2}\n", "stands here twice");
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> Manifests.read(new Source("a.json", "{\"a\": 1, \"a\": 2}")))
                .withMessageContaining("no JSON");
    }

    @Test
    void aKindWithATagIsToldAndNotPassedOver() {
        assertRefused("apiVersion: v1\nkind: !x Pod\n", "a kind that is not known");
        assertRefused("apiVersion: !x v1\nkind: Pod\n", "a kind that is not known");
        assertRefused(
                "apiVersion: v1\nkind: PodList\nitems: [{kind: !x Pod}]\n",
                "a kind that is not known");
    }

    @Test
    void anObjectWithATagIsToldAndNotPassedOver() {
        String list = "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}, !x Pod]\n";

        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> yaml("# these\n" + list))
                .withMessage("an object that is not known: the tag !x")
                .returns(2, UnreadableException::line);
        assertRefused("apiVersion: v1\nkind: Pod\n---\n!x Pod\n", "an object that is not known");
        assertRefused("apiVersion: v1\nkind: Pod\n<<: !x Pod\n", "an object that is not known");
    }

    /** An envsubst template has such documents beside others. */
    @Test
    void anObjectThatIsNotKnownHidesNoOther() throws Exception {
        String pod = "apiVersion: v1\nkind: Pod\n---\n";
        String job = "\n---\napiVersion: v1\nkind: Job\n";
        for (String open :
                List.of(
                        "${EXTRA_MANIFESTS}",
                        "'{{ .extra }}'",
                        "apiVersion: v1\nkind: ${KIND}",
                        "{apiVersion: v1, kind: List, items: [!x Pod]}")) {
            var unread = new ArrayList<Unread>();
            Source source = new Source("a.yaml", pod + open + job);

            assertThat(Manifests.read(source, unread::add))
                    .as(open)
                    .extracting(Resource::type)
                    .containsExactly("Pod", "Job");
            assertThat(unread).as(open).extracting(Unread::file).containsExactly("a.yaml");
        }
        String json = "{\"apiVersion\": \"v1\", \"kind\": \"${KIND}\"}";
        var unread = new ArrayList<Unread>();
        assertThat(Manifests.read(new Source("a.json", json), unread::add)).isEmpty();
        assertThat(unread).hasSize(1);
    }

    @Test
    void whatIsMergedAndNotKnownMaySayAnything() throws Exception {
        for (String merged : List.of("!x y", "[{a: 1}, !x y]")) {
            String spec = "spec: {a: 1, <<: %s}, on: {<<: {b: 1}}".formatted(merged);
            Fields pod = yaml("{apiVersion: v1, kind: Pod, " + spec + "}").getFirst().fields();

            assertThat(pod.peek("spec")).isEqualTo(new Unresolved("the tag !x"));
            assertThat(pod.fields("on")).containsEntry("b", 1L);
        }
    }

    @Test
    void aNameInBase64IsWhatItSays() throws Exception {
        for (String tag :
                List.of("!!binary", "!!bin%61ry", "!<tag:yaml.org,2002:binary>", "!x!ary")) {
            String text =
                    """
                    %%TAG !x! tag:yaml.org,2002:bin
                    ---
                    %1$s YXBpVmVyc2lvbg==: v1
                    %1$s a2luZA==: Pod
                    """
                            .formatted(tag);

            assertThat(Manifests.looksLikeOne(text)).as(tag).isTrue();
            assertThat(yaml(text)).as(tag).extracting(Resource::type).containsExactly("Pod");
        }
        assertThat(Manifests.looksLikeOne("a: \"x!binary\"\nb: 50%\n")).isFalse();
    }

    /** For Kubernetes the last wins, and for others what is not merged. */
    @Test
    void whatIsWrittenAndThenMergedIsNotKnown() throws Exception {
        String base = "apiVersion: v1\nkind: Pod\nx: &x {a: 1, b: 1}\n";

        Fields behind = yaml(base + "y: {a: 2, b: 1, <<: *x}\n").getFirst().fields().fields("y");
        Fields before = yaml(base + "y: {<<: *x, a: 2, b: 1}\n").getFirst().fields().fields("y");

        assertThat(behind.peek("a")).isInstanceOf(Unresolved.class);
        assertThat(behind.peek("b")).isEqualTo(1L);
        assertThat(before).containsEntry("a", 2L).containsEntry("b", 1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a: ~, <<: *one}",
                "{a: 1, <<: *none}",
                "{a: 1, <<: [*none, *one]}",
                "{a: 1, <<: {<<: *none}}",
                "{<<: *none, <<: *one}",
            })
    void norIsWhatIsNothingInOneOfThem(String written) throws Exception {
        assertThat(merged(written).peek("a")).isInstanceOf(Unresolved.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{<<: *one, a: ~}",
                "{<<: [*none, *one]}",
                "{<<: [{<<: *none}, *one]}",
                "{a: ~, <<: *none}",
            })
    void whatIsNothingForAllIsNotThere(String written) throws Exception {
        assertThat(merged(written).containsKey("a")).isFalse();
    }

    private static Fields merged(String written) throws Exception {
        String base = "apiVersion: v1\nkind: Pod\nx: &one {a: 1}\nz: &none {a: ~}\n";
        return yaml(base + "y: " + written + "\n").getFirst().fields().fields("y");
    }

    @Test
    void aListWhoseItemsAreNotKnownIsRefused() {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(
                        () ->
                                yaml(
                                        """
                                        apiVersion: v1
                                        kind: List
                                        items: [{apiVersion: v1, kind: Pod}]
                                        <<: {items: []}
                                        """))
                .withMessage("items that are not known");
    }

    @Test
    void aTextTooLongIsNotKnown() throws Exception {
        Fields fields =
                yaml("apiVersion: v1\nkind: Pod\ntext: " + "x".repeat(200_000) + "\n")
                        .getFirst()
                        .fields();

        assertThat(fields.peek("text")).isInstanceOf(Unresolved.class);
    }

    private static String nested() {
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        return text.toString();
    }

    private static void assertRefused(String text, String reason) {
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> yaml(text))
                .withMessageContaining(reason);
    }

    private static List<Resource> yaml(String text) throws UnreadableException {
        return Manifests.read(new Source("pod.yaml", text));
    }
}
