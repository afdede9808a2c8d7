package dev.bailiwick.spring.scope;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scope declarations of the methods of bean classes, each class read once. */
final class Declarations {

    private final Map<Class<?>, OfClass> read = new ConcurrentHashMap<>();
    private final Map<Class<?>, Declaration> elsewhere = new ConcurrentHashMap<>();

    /**
     * @param byMethod what is to be done around the class's methods
     * @param faults what is wrong in the class
     */
    record OfClass(Map<Method, Declaration> byMethod, List<String> faults) {

        OfClass {
            byMethod = Map.copyOf(byMethod);
            faults = List.copyOf(faults);
        }
    }

    /**
     * Of a class whose source is not the application's: what its scheduled methods run in, those
     * that do not say so themselves. Before the class is read.
     */
    void declare(Class<?> type, Declaration scheduled) {
        elsewhere.put(ClassUtils.getUserClass(type), scheduled);
    }

    OfClass of(Class<?> type) {
        return read.computeIfAbsent(ClassUtils.getUserClass(type), this::read);
    }

    /** What is to be done around {@code method} of a bean of {@code type}; null if nothing. */
    @Nullable Declaration find(Method method, Class<?> type) {
        Class<?> user = ClassUtils.getUserClass(type);
        Map<Method, Declaration> byMethod = of(user).byMethod();
        return byMethod.isEmpty()
                ? null
                : byMethod.get(ClassUtils.getMostSpecificMethod(method, user));
    }

    /** What an interface declares whose object others make: nothing can be put around that. */
    List<String> onInterface(Class<?> type) {
        Reader reader = new Reader();
        List<String> declaring = new ArrayList<>();
        if (reader.declared(type) != null) {
            declaring.add(type.getName());
        }
        for (Method method : type.getMethods()) {
            if (reader.declared(method, where(type, method)) != null) {
                declaring.add(where(type, method));
            }
        }
        return declaring.stream()
                .map(where -> where + ": is an interface's, whose object is made by a factory")
                .toList();
    }

    private OfClass read(Class<?> type) {
        if (type.isInterface()
                || Proxy.isProxyClass(type)
                || !AnnotationUtils.isCandidateClass(type, InTenant.class)) {
            return new OfClass(Map.of(), List.of());
        }
        Reader reader = new Reader();
        Declaration ofClass = reader.declared(type);
        Map<Method, Declaration> advised = new HashMap<>();
        List<Method> declaring = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Method method : methods(type)) {
            Declaration own = reader.declared(method, where(type, method));
            Declaration declared = own != null || unreachable(method) ? own : ofClass;
            if (scheduled(method) && (declared == null || !declared.enoughForTheClock())) {
                declared = elsewhere.getOrDefault(type, declared);
                if (!elsewhere.containsKey(type)) {
                    faults.add(
                            "%s: is @Scheduled and declares no scope of its own"
                                    .formatted(where(type, method)));
                }
            }
            if (declared != null && declared.advises()) {
                advised.put(method, declared);
                if (own != null) {
                    declaring.add(method);
                }
                notProxied(type, method).forEach(faults::add);
            }
        }
        faults.addAll(reader.faults());
        faults.addAll(SelfCalls.in(type, Set.copyOf(declaring)));
        return new OfClass(advised, faults);
    }

    /** Whether the clock calls any method of the class. */
    static boolean isScheduled(Class<?> type) {
        return methods(ClassUtils.getUserClass(type)).stream().anyMatch(Declarations::scheduled);
    }

    /** All that an object of the class has, but for what is overridden. */
    private static List<Method> methods(Class<?> type) {
        return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(type))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(Predicate.not(Method::isSynthetic))
                .filter(method -> !method.isBridge())
                .toList();
    }

    /** Of what a class declares for all its methods, these are left out. */
    private static boolean unreachable(Method method) {
        return Modifier.isPrivate(method.getModifiers())
                || Modifier.isStatic(method.getModifiers());
    }

    private static boolean scheduled(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
                || AnnotatedElementUtils.hasAnnotation(method, Schedules.class);
    }

    /** Why a proxy cannot stand around the method, if so. */
    private static Stream<String> notProxied(Class<?> type, Method method) {
        String reasons =
                Stream.of("private", "static", "final")
                        .filter(word -> Modifier.toString(method.getModifiers()).contains(word))
                        .collect(Collectors.joining(" and "));
        if (!reasons.isEmpty()) {
            return Stream.of(
                    "%s: is %s, so nothing can be done around it"
                            .formatted(where(type, method), reasons));
        }
        return Modifier.isFinal(type.getModifiers())
                ? Stream.of(
                        "%s: its class is final, so nothing can be done around it"
                                .formatted(where(type, method)))
                : Stream.empty();
    }

    static String where(Class<?> type, Method method) {
        return "%s.%s(%s)"
                .formatted(
                        type.getName(),
                        method.getName(),
                        Stream.of(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", ")));
    }
}
