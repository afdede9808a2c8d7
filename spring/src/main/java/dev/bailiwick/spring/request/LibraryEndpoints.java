package dev.bailiwick.spring.request;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoints of libraries, in whose source no annotation can be written, and what each of them
 * requires. None in a package of the application itself, or in one that it scans; a controller that
 * it imports from elsewhere looks as a library's does.
 */
public final class LibraryEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryEndpoints.class);

    private static final String PROPERTY = "bailiwick.endpoint";

    /** One part alone, such as {@code org}, would speak for libraries that nobody thought of. */
    private static final Pattern NAME = Pattern.compile("\\w+(\\.[\\w$]+)+");

    private static final Pattern ANONYMOUS = Pattern.compile("anonymous: (\\S.*)");
    private static final Pattern PERMISSIONS = Pattern.compile("permission (\\S.*)");

    private final Map<String, String> declared;
    private final List<String> own;
    private final Map<String, Set<String>> endpoints = new TreeMap<>();

    private LibraryEndpoints(Map<String, String> declared, List<String> own) {
        this.declared = new TreeMap<>(declared);
        this.own = List.copyOf(own);
    }

    /**
     * @param own the packages of the application itself; the empty text is every package
     */
    static LibraryEndpoints in(Environment environment, List<String> own) {
        return new LibraryEndpoints(
                Binder.get(environment)
                        .bind(PROPERTY, Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of()),
                own);
    }

    /** Who may call which of them, and by which property; sorted. Known once all were read. */
    public List<String> described() {
        List<String> lines = new ArrayList<>();
        endpoints.forEach(
                (name, found) ->
                        found.forEach(
                                endpoint ->
                                        lines.add(
                                                "%s: %s (%s.%s)"
                                                        .formatted(
                                                                endpoint,
                                                                declared.get(name),
                                                                PROPERTY,
                                                                name))));
        return List.copyOf(lines);
    }

    /**
     * What a property says of an endpoint that says nothing itself; empty if none does, or none
     * that can be read.
     *
     * @param type of the bean that has the endpoint
     */
    Optional<Requirement> of(String endpoint, Class<?> type) {
        String className = ClassUtils.getUserClass(type).getName();
        return declared.keySet().stream()
                .filter(name -> isRight(name) && isWithin(className, name))
                .max(Comparator.comparingInt(String::length))
                .flatMap(
                        name -> {
                            endpoints.computeIfAbsent(name, _ -> new TreeSet<>()).add(endpoint);
                            return read(String.valueOf(declared.get(name)));
                        });
    }

    /**
     * What is wrong with the properties, once all endpoints were asked for.
     *
     * @param known permissions
     */
    List<String> faults(Set<String> known) {
        List<String> faults = new ArrayList<>();
        declared.forEach(
                (name, value) -> {
                    String where = "%s.%s: ".formatted(PROPERTY, name);
                    if (!isRight(name)) {
                        faults.add(where + wrong(name));
                    } else if (!endpoints.containsKey(name)) {
                        faults.add(where + "no endpoint that declares nothing itself is of it");
                    }
                    Optional<Requirement> read = read(value);
                    if (read.isEmpty()) {
                        faults.add(
                                "%s'%s' is none of 'anonymous: <reason>', 'any-member' and 'permission <name>, …'"
                                        .formatted(where, value));
                    } else if (read.get() instanceof Requirement.Permissions(Set<String> names)) {
                        names.stream()
                                .filter(permission -> !known.contains(permission))
                                .forEach(
                                        permission ->
                                                faults.add(
                                                        "%sunknown permission %s; known are %s"
                                                                .formatted(
                                                                        where,
                                                                        permission,
                                                                        new TreeSet<>(known))));
                    }
                });
        return faults;
    }

    void log() {
        described().forEach(line -> LOG.info("Endpoint of a library, {}", line));
    }

    private boolean isRight(String name) {
        return NAME.matcher(name).matches() && ownAt(name).isEmpty();
    }

    private String wrong(String name) {
        return ownAt(name)
                .map(
                        mine ->
                                "%s is the application's own; its endpoints are annotated"
                                        .formatted(mine.isEmpty() ? "every package" : mine))
                .orElse("names neither a class nor a package of two or more parts");
    }

    /** An own package that {@code name} lies in or holds. */
    private Optional<String> ownAt(String name) {
        return own.stream()
                .filter(mine -> isWithin(mine, name) || isWithin(name, mine))
                .findFirst();
    }

    private static boolean isWithin(String name, String outer) {
        return outer.isEmpty()
                || name.equals(outer)
                || name.startsWith(outer + ".")
                || name.startsWith(outer + "$");
    }

    private static Optional<Requirement> read(String value) {
        Matcher permissions = PERMISSIONS.matcher(value.strip());
        if (permissions.matches()) {
            return Optional.of(
                    new Requirement.Permissions(
                            new LinkedHashSet<>(
                                    Arrays.asList(permissions.group(1).split("\\s*,\\s*")))));
        }
        if (ANONYMOUS.matcher(value.strip()).matches()) {
            return Optional.of(new Requirement.Nothing());
        }
        return value.strip().equals("any-member")
                ? Optional.of(new Requirement.Member())
                : Optional.empty();
    }
}
