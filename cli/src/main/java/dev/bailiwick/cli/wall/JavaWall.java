package dev.bailiwick.cli.wall;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.Wall;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wall that is declared in Java: {@code com.example.Tables#WALL}, a static field or a static
 * method without parameters that holds a {@link Wall} or a {@link Supplier} of one.
 */
record JavaWall(String type, String member) {

    private static final Pattern FORM = Pattern.compile("([\\w.$]+)#(\\w+)(?:\\(\\))?");

    static JavaWall parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw CommandException.couldNot(
                    "--wall is CLASS#MEMBER, as in com.example.Tables#WALL, not %s."
                            .formatted(text));
        }
        return new JavaWall(form.group(1), form.group(2));
    }

    /**
     * @param classPath jars and folders, separated as the platform does; {@code folder/*} for all
     *     jars in it
     * @throws CommandException if class or member is not there or not a wall, or fails
     */
    Wall load(String classPath) {
        // stays open: a supplier may load more of its classes later on
        URLClassLoader loader = new URLClassLoader(urls(classPath), Wall.class.getClassLoader());
        try {
            Class<?> declaring = Class.forName(type, true, loader);
            return wall(value(declaring));
        } catch (ClassNotFoundException missing) {
            throw CommandException.couldNot(
                    "There is no class %s on the class path; say --class-path.".formatted(type));
        } catch (LinkageError broken) {
            throw CommandException.couldNot(
                    "The class %s cannot be loaded: %s.".formatted(type, cause(broken)));
        }
    }

    private Object value(Class<?> declaring) {
        Optional<Member> found =
                java.util.stream.Stream.<Member>concat(
                                Arrays.stream(declaring.getDeclaredFields()),
                                Arrays.stream(declaring.getDeclaredMethods())
                                        .filter(method -> method.getParameterCount() == 0))
                        .filter(candidate -> candidate.getName().equals(member))
                        .filter(candidate -> Modifier.isStatic(candidate.getModifiers()))
                        .findFirst();
        try {
            Object value =
                    switch (found.orElse(null)) {
                        case java.lang.reflect.Field field -> {
                            field.setAccessible(true);
                            yield field.get(null);
                        }
                        case java.lang.reflect.Method method -> {
                            method.setAccessible(true);
                            yield method.invoke(null);
                        }
                        case null, default ->
                                throw CommandException.couldNot(
                                        "%s has no static field or method %s."
                                                .formatted(type, member));
                    };
            if (value == null) {
                throw CommandException.couldNot("%s#%s is null.".formatted(type, member));
            }
            return value;
        } catch (InvocationTargetException failure) {
            throw CommandException.couldNot(
                    "%s#%s fails: %s.".formatted(type, member, cause(failure)));
        } catch (IllegalAccessException closed) {
            throw CommandException.couldNot(
                    "%s#%s may not be read: %s.".formatted(type, member, closed.getMessage()));
        }
    }

    private Wall wall(Object value) {
        Object held = value instanceof Supplier<?> supplier ? supplier.get() : value;
        if (held instanceof Wall wall) {
            return wall;
        }
        throw CommandException.couldNot(
                "%s#%s is a %s, not a %s."
                        .formatted(type, member, value.getClass().getName(), Wall.class.getName()));
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static URL[] urls(String classPath) {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.isBlank()) {
                files(entry).forEach(file -> urls.add(url(file)));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static List<Path> files(String entry) {
        if (!entry.endsWith("*")) {
            Path file = Path.of(entry);
            if (!Files.exists(file)) {
                throw CommandException.couldNot(
                        "%s of the class path does not exist.".formatted(entry));
            }
            return List.of(file);
        }
        File[] jars =
                new File(entry.substring(0, entry.length() - 1))
                        .listFiles(file -> file.getName().endsWith(".jar"));
        return jars == null ? List.of() : Arrays.stream(jars).map(File::toPath).sorted().toList();
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
