package dev.bailiwick.cli.wall;

import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.postgres.Wall;

import java.util.Optional;
import java.util.function.Function;

/**
 * A wall and where it was declared.
 *
 * @param origin as the user named it
 * @param places of the tables, where the declaration is a file
 */
public record DeclaredWall(Wall wall, String origin, Function<String, Optional<Place>> places) {

    static DeclaredWall nowhere(Wall wall, String origin) {
        return new DeclaredWall(wall, origin, _ -> Optional.empty());
    }
}
