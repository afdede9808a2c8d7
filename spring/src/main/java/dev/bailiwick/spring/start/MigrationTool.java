package dev.bailiwick.spring.start;

import java.util.Arrays;
import java.util.Optional;

/** What changes the schema at start, and must do so as the owner of the tables. */
enum MigrationTool {
    FLYWAY("org.flywaydb.", "spring.flyway.url, .user and .password or a @FlywayDataSource bean"),
    LIQUIBASE(
            "liquibase.",
            "spring.liquibase.url, .user and .password or a @LiquibaseDataSource bean"),
    SCRIPTS(
            "org.springframework.jdbc.datasource.init.",
            "spring.sql.init.username and .password, or Flyway");

    private final String classes;
    private final String owner;

    MigrationTool(String classes, String owner) {
        this.classes = classes;
        this.owner = owner;
    }

    /** The tool that the failure came up in. */
    static Optional<MigrationTool> at(Throwable failure) {
        return Arrays.stream(values())
                .filter(
                        tool ->
                                Arrays.stream(failure.getStackTrace())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .startsWith(tool.classes)))
                .findFirst();
    }

    String mend() {
        return "The schema is changed as the owner of the tables, never as the app role: give the"
                + " tool a login of its own with "
                + owner
                + ", declared with @Unscoped if it is a bean.";
    }
}
