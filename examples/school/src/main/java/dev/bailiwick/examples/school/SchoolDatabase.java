package dev.bailiwick.examples.school;

import dev.bailiwick.hibernate.EntityWall;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.PostgreSQLDialect;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;

/** The tables, the wall around them, and two schools. A migration tool would do this for you. */
final class SchoolDatabase {

    // snippet wall
    static final Wall WALL =
            EntityWall.of(
                    new MetadataSources(offline())
                            .addAnnotatedClasses(
                                    School.class, Student.class, Subject.class, Enrolment.class)
                            .buildMetadata(),
                    "school",
                    Roles.of("school_owner", "school_app"),
                    Table.identity("teacher")
                            .select(Rows.own("person_id"), Rows.ofTenant("school_id")));

    // end

    private static final String TABLES =
            """
            create table school (id uuid primary key, name text not null);
            create table student (
                id uuid primary key, school_id uuid not null default bailiwick.tenant() references school, name text not null);
            create index on student (school_id, name);
            create table subject (code text primary key, title text not null);
            create table enrolment (
                id uuid primary key, student_id uuid not null references student, subject_code text not null references subject);
            create index on enrolment (student_id);
            create table teacher (
                school_id uuid not null references school, person_id uuid not null, head boolean not null,
                primary key (school_id, person_id));
            """;

    private static final String ROWS =
            """
            insert into school.school values
                ('00000000-0000-7000-8000-00000000000a', 'Hill'), ('00000000-0000-7000-8000-00000000000b', 'Lake');
            insert into school.subject values ('ART', 'Art'), ('BIO', 'Biology');
            insert into school.student (school_id, id, name) values
                ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-0000000000a9', 'Hanna of Hill'),
                ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-0000000000b9', 'Luis of Lake');
            insert into school.enrolment (id, student_id, subject_code) values
                (uuidv7(), '00000000-0000-7000-8000-0000000000a9', 'ART'),
                (uuidv7(), '00000000-0000-7000-8000-0000000000b9', 'ART'),
                (uuidv7(), '00000000-0000-7000-8000-0000000000b9', 'BIO');
            insert into school.teacher values
                ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-0000000000a1', true),
                ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-0000000000b1', false);
            """;

    private SchoolDatabase() {}

    /** The mappings are read without a database. */
    private static StandardServiceRegistry offline() {
        return new StandardServiceRegistryBuilder()
                .applySetting(AvailableSettings.DIALECT, PostgreSQLDialect.class.getName())
                .applySetting(AvailableSettings.ALLOW_METADATA_ON_BOOT, false)
                .build();
    }

    static TestDatabase create() throws SQLException {
        return Blueprint.of("school")
                .with(WallSql.functions(WALL), TABLES, WallSql.isolation(WALL))
                .withRows(ROWS)
                .database();
    }

    static String url(PGSimpleDataSource login) {
        return "jdbc:postgresql://localhost:%d/%s?currentSchema=school"
                .formatted(login.getPortNumbers()[0], login.getDatabaseName());
    }
}
