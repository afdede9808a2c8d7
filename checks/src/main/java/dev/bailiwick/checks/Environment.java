package dev.bailiwick.checks;

import dev.bailiwick.checks.files.JsonText;
import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Lines;
import dev.bailiwick.checks.resource.Placeholder;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The names and functions that expressions of checks may use, and how large they may be. */
final class Environment {

    static final String RESOURCE = "resource";
    static final String TYPE = "type";
    static final String NAME = "name";
    static final String NAMESPACE = "ns";
    static final String POD = "pod";
    static final String CONTAINERS = "containers";
    static final String RELATED = "related";
    static final String IT = "it";

    /** Where texts of the resource that is judged begin, for what is read in them. */
    static final ScopedValue<Lines> TEXTS = ScopedValue.newInstance();

    /** Of the check that judges. */
    static final ScopedValue<Meter> METER = ScopedValue.newInstance();

    /** To put a range of addresses in its place among others, in steps. */
    private static final int RANGE = 10;

    /** As much as a letter of JSON takes once it is read, in letters. */
    private static final int PARSED = 8;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(8_000)
                    .maxParseExpressionNodeCount(2_000)
                    .maxParseRecursionDepth(100)
                    .comprehensionMaxIterations(100_000)
                    .maxRegexProgramSize(2_000)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    static final CelCompiler COMPILER = compiler();
    static final CelRuntime RUNTIME = runtime();

    private Environment() {}

    private static CelCompiler compiler() {
        var list = ListType.create(SimpleType.DYN);
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .addVar(RESOURCE, SimpleType.DYN)
                .addVar(TYPE, SimpleType.STRING)
                .addVar(NAME, SimpleType.STRING)
                .addVar(NAMESPACE, SimpleType.STRING)
                .addVar(POD, SimpleType.DYN)
                .addVar(CONTAINERS, list)
                .addVar(RELATED, list)
                .addVar(IT, SimpleType.DYN)
                .addFunctionDeclarations(
                        function("isTrue", SimpleType.BOOL),
                        function("isFalse", SimpleType.BOOL),
                        function("isOpen", SimpleType.BOOL),
                        function("json", SimpleType.DYN),
                        function("holdsPassword", SimpleType.BOOL),
                        function("imageVersion", SimpleType.STRING),
                        function("isToBeSet", SimpleType.BOOL),
                        function("tellsAddress", SimpleType.BOOL),
                        CelFunctionDecl.newFunctionDeclaration(
                                "covers",
                                CelOverloadDecl.newGlobalOverload(
                                        "covers_dyn_int",
                                        SimpleType.BOOL,
                                        SimpleType.DYN,
                                        SimpleType.INT)),
                        named("isWritten"),
                        named("tellsSecret"),
                        CelFunctionDecl.newFunctionDeclaration(
                                "listOf",
                                CelOverloadDecl.newGlobalOverload(
                                        "listOf_dyn", list, SimpleType.DYN)))
                .build();
    }

    private static CelFunctionDecl function(String name, CelType result) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(name + "_dyn", result, SimpleType.DYN));
    }

    /** Of what a map has of that name, which need not be known. */
    private static CelFunctionDecl named(String name) {
        return CelFunctionDecl.newFunctionDeclaration(
                name,
                CelOverloadDecl.newGlobalOverload(
                        name + "_dyn_string", SimpleType.BOOL, SimpleType.DYN, SimpleType.STRING));
    }

    /** Not the planning one, which walks through the whole of a variable wherever it is named. */
    private static CelRuntime runtime() {
        return CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .addFunctionBindings(bound("isTrue", value -> is(true, value)))
                .addFunctionBindings(bound("isFalse", value -> is(false, value)))
                .addFunctionBindings(bound("isOpen", Environment::isOpen))
                .addFunctionBindings(bound("json", Environment::json))
                .addFunctionBindings(bound("holdsPassword", Written::isPasswordIn))
                .addFunctionBindings(bound("imageVersion", Environment::version))
                .addFunctionBindings(bound("isToBeSet", Environment::isToBeSet))
                .addFunctionBindings(bound("tellsAddress", Environment::tellsAddress))
                .addFunctionBindings(bound("listOf", Environment::listOf))
                .addFunctionBindings(
                        CelFunctionBinding.fromOverloads(
                                "covers",
                                CelFunctionBinding.from(
                                        "covers_dyn_int", Object.class, Long.class, Ports::cover)))
                .addFunctionBindings(boundToName("isWritten", Written::is))
                .addFunctionBindings(boundToName("tellsSecret", Script::tells))
                .build();
    }

    private static Set<CelFunctionBinding> bound(
            String name, CelFunctionOverload.Unary<Object> function) {
        return CelFunctionBinding.fromOverloads(
                name, CelFunctionBinding.from(name + "_dyn", Object.class, function));
    }

    private static Set<CelFunctionBinding> boundToName(
            String name, CelFunctionOverload.Binary<Object, String> function) {
        return CelFunctionBinding.fromOverloads(
                name,
                CelFunctionBinding.from(
                        name + "_dyn_string", Object.class, String.class, function));
    }

    /** Terraform takes the text for the truth value, and so do people. */
    private static boolean is(boolean expected, Object value) {
        return value.equals(expected) || value.equals(String.valueOf(expected));
    }

    private static boolean isOpen(Object from) {
        if (METER.isBound()) {
            long ranges =
                    switch (from) {
                        case List<?> list -> list.size();
                        case String text -> text.chars().filter(each -> each == ',').count();
                        default -> 0;
                    };
            METER.get().spend(RANGE * ranges);
            List<?> parts = from instanceof Elements elements ? elements.peek() : List.of();
            for (Object part : parts) {
                if (part instanceof String text) {
                    Meter.look(text);
                }
            }
        }
        return Addresses.areOpen(from);
    }

    /** What is a structure already, as the argument of {@code jsonencode}, stays as it is. */
    private static Object json(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        Meter.look(text);
        Meter.make((long) PARSED * text.length());
        try {
            Object read = JsonText.read(text, TEXTS.orElse(Lines.NONE).of(text));
            return read == null ? Fields.NONE : read;
        } catch (UnreadableException e) {
            throw new IllegalArgumentException("what should be JSON is none");
        }
    }

    private static Object version(Object image) {
        return Objects.requireNonNull(Unresolved.known(Images.version(image)));
    }

    private static boolean isToBeSet(Object value) {
        return value instanceof String text && Placeholder.isToBeSet(text.strip());
    }

    private static boolean tellsAddress(Object value) {
        return value instanceof String text && Address.leadsElsewhere(text);
    }

    /** One or many, as many. */
    private static List<?> listOf(Object value) {
        return value instanceof List<?> list ? list : Elements.of(List.of(value));
    }
}
