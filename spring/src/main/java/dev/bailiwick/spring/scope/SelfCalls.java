package dev.bailiwick.spring.scope;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calls that go past the proxy: a class, or one written inside it, calls a method of its own that
 * declares a scope. Read from the bytecode, lambdas and method references included. A call through
 * a reference to the proxy looks the same and is named as well; such a method belongs elsewhere.
 */
final class SelfCalls {

    private static final Set<DirectMethodHandleDesc.Kind> METHODS =
            Set.of(
                    DirectMethodHandleDesc.Kind.VIRTUAL,
                    DirectMethodHandleDesc.Kind.SPECIAL,
                    DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL,
                    DirectMethodHandleDesc.Kind.INTERFACE_SPECIAL);

    private final Class<?> type;
    private final Set<Called> declaring;
    private final Set<String> found = new TreeSet<>();

    private SelfCalls(Class<?> type, Set<Method> declaring) {
        this.type = type;
        this.declaring = declaring.stream().map(Called::of).collect(Collectors.toSet());
    }

    /** One sentence for each call, sorted. */
    static List<String> in(Class<?> type, Set<Method> declaring) {
        if (declaring.isEmpty()) {
            return List.of();
        }
        SelfCalls calls = new SelfCalls(type, declaring);
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            calls.scan(at);
        }
        Stream.of(type.getNestMembers())
                .filter(member -> member.getName().startsWith(type.getName() + "$"))
                .forEach(calls::scan);
        return List.copyOf(calls.found);
    }

    private void scan(Class<?> scanned) {
        String file = scanned.getName().replace('.', '/') + ".class";
        ClassLoader loader = scanned.getClassLoader();
        try (InputStream bytes =
                loader == null
                        ? ClassLoader.getSystemResourceAsStream(file)
                        : loader.getResourceAsStream(file)) {
            if (bytes == null) {
                return; // made while running, as a proxy is: it holds no call of its own
            }
            ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
            model.methods().forEach(method -> scan(scanned, method));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void scan(Class<?> scanned, MethodModel method) {
        method.code()
                .ifPresent(
                        code -> {
                            for (CodeElement element : code) {
                                Called called = called(element);
                                if (called != null && ofThisClass(called)) {
                                    found.add(
                                            "%s calls %s of its own, past the proxy"
                                                    .formatted(
                                                            scanned.getName()
                                                                    + "."
                                                                    + method.methodName()
                                                                            .stringValue(),
                                                            called.name()));
                                }
                            }
                        });
    }

    private static @Nullable Called called(CodeElement element) {
        if (element instanceof InvokeInstruction call) {
            return new Called(
                    call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
        }
        if (element instanceof InvokeDynamicInstruction call) {
            for (ConstantDesc argument : call.bootstrapArgs()) {
                if (argument instanceof DirectMethodHandleDesc handle
                        && METHODS.contains(handle.kind())) {
                    return new Called(
                            handle.owner(),
                            handle.methodName(),
                            MethodTypeDesc.ofDescriptor(handle.lookupDescriptor()));
                }
            }
        }
        return null;
    }

    /** The bytecode may name the class itself or, for an inherited method, one above it. */
    private boolean ofThisClass(Called called) {
        return declaring.stream()
                .anyMatch(
                        own ->
                                own.name().equals(called.name())
                                        && own.parameters().equals(called.parameters())
                                        && isAbove(called.owner()));
    }

    private boolean isAbove(ClassDesc owner) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (owner.descriptorString().equals(at.descriptorString())) {
                return true;
            }
        }
        return false;
    }

    /** A method as the bytecode names it; {@code owner} is the class that the call goes to. */
    private record Called(ClassDesc owner, String name, MethodTypeDesc type) {

        static Called of(Method method) {
            return new Called(
                    ClassDesc.ofDescriptor(method.getDeclaringClass().descriptorString()),
                    method.getName(),
                    MethodTypeDesc.ofDescriptor(
                            java.lang.invoke.MethodType.methodType(
                                            method.getReturnType(), method.getParameterTypes())
                                    .descriptorString()));
        }

        List<ClassDesc> parameters() {
            return type.parameterList();
        }
    }
}
