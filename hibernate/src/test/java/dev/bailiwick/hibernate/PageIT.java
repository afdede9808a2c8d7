package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import jakarta.persistence.EntityManagerFactory;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/** What docs/toolkit/hibernate.md shows stands here, word for word, and runs. */
class PageIT {

    private static final Path SOURCES = Path.of("src/test/java/dev/bailiwick/hibernate");

    @Test
    void theWallIsMade() {
        Metadata metadata =
                new MetadataSources(Schools.plainly())
                        .addAnnotatedClasses(Academy.class, Pupil.class, Grade.class)
                        .buildMetadata(Schools.offline());
        Wall wall =
                EntityWall.of(
                        metadata,
                        "school",
                        Roles.of("school_owner", "school_app"),
                        Table.internal("flyway_schema_history").leftToItsTool());
        String migration = WallSql.isolation(wall);

        assertThat(wall.tables().stream().map(Table::toString))
                .containsExactly(
                        "tenant table academy",
                        "internal table flyway_schema_history",
                        "chained table grade",
                        "tenant table pupil");
        assertThat(migration).contains("policy");
    }

    @Test
    void theFactoryIsMade() throws SQLException {
        Wall wall = Schools.wall(Named.CLASSES);
        DataSource pool = Schools.open().database().app();
        EntityManagerFactory factory =
                new HibernatePersistenceConfiguration("school")
                        .managedClasses(Academy.class, Pupil.class, Grade.class)
                        .property(
                                "jakarta.persistence.nonJtaDataSource",
                                ScopedDataSource.of(pool, wall))
                        .createEntityManagerFactory();

        assertThat(EntityWall.of(factory, "school", Schools.ROLES).tables()).hasSize(3);
        factory.close();
    }

    @Test
    void thePageShowsWhatIsHere() throws IOException {
        StringBuilder here = new StringBuilder();
        for (String type : List.of("PageIT", "Academy", "Pupil", "Grade")) {
            here.append(words(Files.readString(SOURCES.resolve(type + ".java"))));
        }
        List<String> shown =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("../docs/toolkit/hibernate.md")))
                        .results()
                        .map(block -> words(block.group(1)))
                        .toList();

        assertThat(shown).hasSize(5).allMatch(block -> here.indexOf(block) >= 0);
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }
}
