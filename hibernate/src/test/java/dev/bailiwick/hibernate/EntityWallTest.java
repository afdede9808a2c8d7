package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.AuthoritySql;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** Entities and their mappings become the wall that one would have written by hand. */
class EntityWallTest {

    @Test
    void theSchoolsAreWalledAsByHand() {
        Wall byHand =
                Wall.of(
                        "school",
                        Schools.ROLES,
                        Table.tenant("school").in("id").readOnly(),
                        Table.tenant("student").everything(),
                        Table.tenant("club").everything(),
                        Table.tenant("course").everything(),
                        Table.tenant("room").everything(),
                        Table.global("subject"),
                        Table.chained("enrolment", "student_id", "student", "id").everything(),
                        Table.chained(
                                        "student_club",
                                        Link.of("club_id", "club", "id"),
                                        Link.of("student_id", "student", "id"))
                                .everything(),
                        Table.chained("student_nickname", "student_id", "student", "id")
                                .everything());

        assertThat(sorted(Schools.wall(Named.CLASSES))).isEqualTo(sorted(byHand));
    }

    /** Links of a join table have no order that means anything. */
    private static List<String> sorted(Wall wall) {
        return WallSql.isolation(wall)
                .lines()
                .map(
                        line ->
                                line.chars()
                                        .sorted()
                                        .mapToObj(Character::toString)
                                        .toList()
                                        .toString())
                .toList();
    }

    @Test
    void aReferenceToTheTenantIsTheTenantColumn() {
        assertThat(kinds(wall(Plain.CLASSES)))
                .contains("tenant table student", "chained table enrolment", "tenant table club");
    }

    @Test
    void tablesOfSubclassesAndSecondaryTablesFollow() {
        assertThat(kinds(wall(List.of(Shapes.Vehicle.class, Shapes.Car.class))))
                .containsExactly("chained table car", "tenant table vehicle");
        assertThat(kinds(wall(List.of(Shapes.Ship.class, Shapes.Tanker.class))))
                .containsExactly("tenant table ship", "tenant table tanker");
        assertThat(kinds(wall(List.of(Shapes.Animal.class, Shapes.Dog.class, Shapes.Cat.class))))
                .containsExactly("tenant table cat", "tenant table dog");
        assertThat(kinds(wall(List.of(Shapes.Letter.class))))
                .containsExactly("tenant table letter", "chained table letter_text");
        assertThat(kinds(wall(List.of(Shapes.Parcel.class))))
                .containsExactly("tenant table parcel", "tenant table parcel_stamp");
    }

    @Test
    void chainsGoThroughChains() {
        assertThat(
                        kinds(
                                wall(
                                        List.of(
                                                Shapes.Vehicle.class,
                                                Shapes.Car.class,
                                                Shapes.Trip.class,
                                                Shapes.Stop.class))))
                .contains("chained table trip", "chained table stop");
    }

    @Test
    void tenantsMayBeNumbersAndTextsAndIdentifiersSequences() {
        assertThat(wall(List.of(Shapes.Counted.class)).tenantKey()).isEqualTo(KeyType.BIGINT);
        assertThat(wall(List.of(Shapes.Spelt.class)).tenantKey()).isEqualTo(KeyType.TEXT);
        assertThat(WallSql.isolation(wall(List.of(Shapes.Counted.class))))
                .contains("grant usage on sequence school.counted_seq to school_app");
        assertThat(faults(List.of(Shapes.Counted.class, Shapes.Spelt.class)))
                .anyMatch(fault -> fault.contains("of several types"));
    }

    @Test
    void whatIsGivenByHandStandsInsteadOfWhatTheMappingSays() {
        Wall wall =
                EntityWall.of(
                        metadata(List.of(Shapes.Person.class, Shapes.Letter.class)),
                        "school",
                        Schools.ROLES,
                        Table.identity("person").select(Rows.own("id")),
                        Table.tenant("letter").appendOnly(),
                        Table.internal("history"));

        assertThat(kinds(wall))
                .containsExactly(
                        "internal table history",
                        "tenant table letter",
                        "chained table letter_text",
                        "identity table person");
        assertThat(WallSql.isolation(wall)).doesNotContain("update on school.letter ");
    }

    @Test
    void everyEntityThatIsNotDeclaredIsNamedAtOnce() {
        assertThat(faults(List.of(Shapes.Lost.class, Shapes.Astray.class, Shapes.Twice.class)))
                .hasSize(3)
                .anyMatch(
                        fault ->
                                fault.startsWith(
                                        "entity dev.bailiwick.hibernate.Shapes$Astray: not"
                                                + " declared; annotate it with one of @Tenanted"))
                .anyMatch(fault -> fault.contains("$Lost: not declared"))
                .anyMatch(fault -> fault.contains("declared 2 times, as @Tenanted, @Global"));
    }

    @Test
    void whatIsAmbiguousIsRefusedWithWhatToDeclare() {
        assertThat(faults(List.of(Shapes.NoTenant.class)))
                .singleElement()
                .asString()
                .contains("maps no tenant", "@Tenanted(column = …)");
        assertThat(faults(List.of(Shapes.Vehicle.class, Shapes.Car.class, Shapes.Contract.class)))
                .singleElement()
                .asString()
                .contains("several ways to a tenant, buyer, seller", "@Chained(through = …)");
        assertThat(faults(List.of(Shapes.Loose.class)))
                .singleElement()
                .asString()
                .contains("no attribute refers to an entity of a tenant");
        assertThat(faults(List.of(Shapes.Parcel.class, Shapes.Receipt.class)))
                .singleElement()
                .asString()
                .contains("not one column that refers to one");
        assertThat(faults(List.of(Shapes.Person.class)))
                .singleElement()
                .asString()
                .contains("Table.identity(\"person\") by hand");
    }

    @Test
    void k122LargeObjectsAreRefused() {
        Metadata metadata = metadata(List.of(Shapes.Recording.class));

        assertThat(new MappingFaults(metadata, Declarations.in(metadata)).all())
                .extracting(Fault::toString)
                .containsExactlyInAnyOrder(
                        "attribute dev.bailiwick.hibernate.Shapes$Recording.sound: kept in a large"
                            + " object, which row-level security does not cover: take @Lob away and"
                            + " use a text or bytea column",
                        "attribute dev.bailiwick.hibernate.Shapes$Recording.words: kept in a large"
                            + " object, which row-level security does not cover: take @Lob away and"
                            + " use a text or bytea column");
    }

    @Test
    void k197WhatDependsOnThePrincipalMayNotBeCached() {
        Metadata metadata = metadata(List.of(Shapes.CachedPerson.class));

        assertThat(new MappingFaults(metadata, Declarations.in(metadata)).all())
                .extracting(Fault::id)
                .containsExactly("entity-cached");
    }

    @Test
    void k197WhatIsOnesOwnMayNotBeCachedForAllOfTheTenant() {
        List<Class<?>> entities = List.of(Shapes.CachedPage.class, Shapes.CachedRemark.class);
        TenantTable pages = Table.tenant("cached_page").select();

        assertThat(cached(entities, pages.ownedBy("author_id")))
                .containsExactly(
                        "entity dev.bailiwick.hibernate.Shapes$CachedPage: cached, and who reads"
                            + " which rows of tenant table cached_page depends on more than the"
                            + " tenant, which is all that keys of the cache carry: take @Cache and"
                            + " @NaturalIdCache away",
                        "entity dev.bailiwick.hibernate.Shapes$CachedRemark: cached, and who reads"
                            + " which rows of chained table cached_remark depends on more than the"
                            + " tenant, which is all that keys of the cache carry: take @Cache and"
                            + " @NaturalIdCache away");
        assertThat(cached(entities, pages.inTeam("team_id"))).hasSize(2);
        assertThat(
                        cached(
                                List.of(Shapes.CachedPage.class),
                                Table.identity("cached_page").select(Rows.own("author_id"))))
                .hasSize(1);
        assertThat(cached(entities, pages)).as("everybody reads all").isEmpty();
        assertThat(cached(entities, pages.ownContentOnly("author_id", Duty.EDIT_ALL)))
                .as("everybody reads all")
                .isEmpty();
    }

    @Test
    void k197ACollectionOfWhatIsOnesOwnMayNotBeCachedEither() {
        List<Class<?>> entities = List.of(Shapes.Shelf.class, Shapes.Volume.class);
        TenantTable volumes = Table.tenant("volume").select();

        assertThat(cached(entities, volumes.ownedBy("author_id")))
                .singleElement()
                .asString()
                .startsWith("collection dev.bailiwick.hibernate.Shapes$Shelf.volumes: cached");
        assertThat(cached(entities, volumes)).isEmpty();
    }

    private enum Duty implements Permission {
        EDIT_ALL
    }

    /** What stops the start with a table by hand, in a wall that knows authority. */
    private static List<String> cached(List<Class<?>> entities, Table byHand) {
        Table[] tables =
                Stream.concat(AuthoritySql.declarations().stream(), Stream.of(byHand))
                        .toArray(Table[]::new);
        try {
            Wall _ = EntityWall.of(metadata(entities), "school", Schools.ROLES, tables);
            return List.of();
        } catch (WallException failure) {
            return failure.faults().stream().map(Fault::toString).toList();
        }
    }

    private static List<String> kinds(Wall wall) {
        return wall.tables().stream().map(Table::toString).toList();
    }

    private static Wall wall(List<Class<?>> entities) {
        return EntityWall.of(metadata(entities), "school", Schools.ROLES);
    }

    private static List<String> faults(List<Class<?>> entities) {
        var failure =
                assertThatExceptionOfType(WallException.class)
                        .isThrownBy(() -> wall(entities))
                        .actual();
        return failure.faults().stream().map(Fault::toString).toList();
    }

    private static Metadata metadata(List<Class<?>> entities) {
        MetadataSources sources = new MetadataSources(Schools.plainly());
        entities.forEach(sources::addAnnotatedClass);
        return sources.buildMetadata(Schools.offline());
    }
}
