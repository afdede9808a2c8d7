package dev.bailiwick.posture.access.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The rows of {@code matrix.txt}. Immutable. */
record Matrix(List<Row> rows) {

    Matrix {
        rows = List.copyOf(rows);
    }

    /**
     * @param path below the API's own; the names of its variables say nothing
     */
    record Row(String method, String path, Needs needs) {

        /** Equal for rows and endpoints of the same requests. */
        String place() {
            return place(method, path);
        }

        static String place(String method, String path) {
            return method + " " + path.replaceAll("\\{\\w+}", "{}");
        }
    }

    static Matrix read() {
        try (InputStream file = Matrix.class.getResourceAsStream("matrix.txt")) {
            return parse(new String(Objects.requireNonNull(file).readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException at the first line that is no row
     */
    static Matrix parse(String text) {
        List<Row> rows = new ArrayList<>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(
                        line -> {
                            String[] words = line.split(" ", -1);
                            if (words.length != 3) {
                                throw new IllegalArgumentException("no row: " + line);
                            }
                            String path = words[1].equals("-") ? "" : words[1];
                            rows.add(new Row(words[0], path, Needs.parse(words[2])));
                        });
        return new Matrix(rows);
    }

    /**
     * What endpoints and rows do not agree about.
     *
     * @param endpoints what they declare, by place
     */
    List<String> faults(Map<String, Needs> endpoints) {
        List<String> faults = new ArrayList<>();
        Map<String, Row> byPlace = new LinkedHashMap<>();
        for (Row row : rows) {
            if (byPlace.put(row.place(), row) != null) {
                faults.add(row.place() + ": two rows");
            }
        }
        endpoints.forEach(
                (place, declared) -> {
                    Row row = byPlace.get(place);
                    if (row == null) {
                        faults.add(place + ": no row");
                    } else if (!row.needs().declared().equals(declared)) {
                        faults.add(
                                "%s: the row says %s, the endpoint %s"
                                        .formatted(place, row.needs(), declared));
                    }
                });
        return faults;
    }

    /** Rows without an endpoint. */
    List<Row> withoutEndpoint(Map<String, Needs> endpoints) {
        return rows.stream().filter(row -> !endpoints.containsKey(row.place())).toList();
    }
}
