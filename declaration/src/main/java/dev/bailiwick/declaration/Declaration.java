package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.declaration.yaml.StrictYaml;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link Wall} that was read from a file, and where each table stands in it. Immutable.
 *
 * <p>The file is YAML: the schema, the roles, and one entry for each table. {@code
 * docs/toolkit/declaration.md} lists every key.
 */
public final class Declaration {

    private final Wall wall;
    private final Map<String, Place> places;

    Declaration(Wall wall, Map<String, Place> places) {
        this.wall = wall;
        this.places = Map.copyOf(places);
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws MalformedFileException with everything that is wrong in it, by line and column
     */
    public static Declaration read(Path file) throws IOException {
        return new DeclarationReader(StrictYaml.read(file)).read();
    }

    /**
     * @param name of the file, for what is wrong with it
     * @throws MalformedFileException as {@link #read}
     */
    public static Declaration parse(String name, String text) {
        return new DeclarationReader(StrictYaml.parse(name, text)).read();
    }

    /** The text of a file from which the same wall is read; always the same for the same wall. */
    public static String write(Wall wall) {
        return write(wall, Map.of());
    }

    /**
     * As {@link #write(Wall)}, with comments above the tables; also at the place of those that are
     * not declared.
     *
     * @param comments a line each, by the names of tables
     */
    public static String write(Wall wall, Map<String, List<String>> comments) {
        return DeclarationWriter.write(wall, comments);
    }

    /** The entry of one table: {@code country: {kind: global}}. */
    public static String line(Table table) {
        return DeclarationWriter.line(table);
    }

    public Wall wall() {
        return wall;
    }

    /** Where the table is declared, if it is. */
    public Optional<Place> placeOf(String table) {
        return Optional.ofNullable(places.get(table));
    }
}
