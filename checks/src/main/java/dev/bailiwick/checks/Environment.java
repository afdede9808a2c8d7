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
import java.util.function.Predicate;

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

    /** Before what is made of them. */
    private static final List<Function> FUNCTIONS =
            List.of(
                    Function.of("isTrue", SimpleType.BOOL, value -> is(true, value)),
                    Function.of("isFalse", SimpleType.BOOL, value -> is(false, value)),
                    Function.of("isOpen", SimpleType.BOOL, OpenRanges::areIn),
                    Function.of("json", SimpleType.DYN, Environment::json),
                    Function.of("listOf", ListType.create(SimpleType.DYN), Environment::listOf),
                    Function.of("imageVersion", SimpleType.STRING, Environment::version),
                    Function.of(
                            "isToBeSet",
                            SimpleType.BOOL,
                            value -> isSo(value, text -> Placeholder.isToBeSet(text.strip()))),
                    Function.of(
                            "tellsAddress",
                            SimpleType.BOOL,
                            value -> isSo(value, PasswordInUrl::leadsElsewhere)),
                    Function.of(
                            "callsSecret",
                            SimpleType.BOOL,
                            value -> isSo(value, SecretNames::include)),
                    Function.of(
                            "callsPassword",
                            SimpleType.BOOL,
                            value -> isSo(value, SecretNames::includeAttribute)),
                    Function.of("holdsPassword", SimpleType.BOOL, Written::isPasswordIn),
                    Function.of("isWritten", SimpleType.STRING, String.class, Written::is),
                    Function.of("tellsSecret", SimpleType.STRING, String.class, Script::tells),
                    Function.of("covers", SimpleType.INT, Long.class, Ports::cover));

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
                .addFunctionDeclarations(FUNCTIONS.stream().map(Function::declaration).toList())
                .build();
    }

    /** Not the planning one, which walks through the whole of a variable wherever it is named. */
    private static CelRuntime runtime() {
        return CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(CelOptionalLibrary.INSTANCE)
                .addFunctionBindings(
                        FUNCTIONS.stream()
                                .flatMap(function -> function.bindings().stream())
                                .toList())
                .build();
    }

    /** Terraform takes the text for the truth value, and so do people. */
    private static boolean is(boolean expected, Object value) {
        return value.equals(expected) || value.equals(String.valueOf(expected));
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

    /** What is no text is not so. */
    private static boolean isSo(Object value, Predicate<String> of) {
        return value instanceof String text && of.test(text);
    }

    /** One or many, as many. */
    private static List<?> listOf(Object value) {
        return value instanceof List<?> list ? list : Elements.of(List.of(value));
    }

    /** As the compiler knows it, and what is done. */
    private record Function(CelFunctionDecl declaration, Set<CelFunctionBinding> bindings) {

        /** Of anything, which is known. */
        static Function of(String name, CelType result, CelFunctionOverload.Unary<Object> does) {
            String overload = name + "_dyn";
            return new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            name,
                            CelOverloadDecl.newGlobalOverload(overload, result, SimpleType.DYN)),
                    CelFunctionBinding.fromOverloads(
                            name, CelFunctionBinding.from(overload, Object.class, does)));
        }

        /** Whether something is so of anything and another value, as of a map and a name in it. */
        static <T> Function of(
                String name,
                CelType other,
                Class<T> type,
                CelFunctionOverload.Binary<Object, T> does) {
            String overload = name + "_dyn_" + other.name();
            return new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            name,
                            CelOverloadDecl.newGlobalOverload(
                                    overload, SimpleType.BOOL, SimpleType.DYN, other)),
                    CelFunctionBinding.fromOverloads(
                            name, CelFunctionBinding.from(overload, Object.class, type, does)));
        }
    }
}
