package dev.bailiwick.hibernate;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Mappings of every shape, good and bad, that no database has. */
final class Shapes {

    private Shapes() {}

    @Entity
    @Table(name = "vehicle")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Tenanted
    static class Vehicle {

        @Id UUID id = UUID.randomUUID();

        @TenantId
        @Column(name = "owner_id")
        @Nullable UUID owner;
    }

    @Entity
    @Table(name = "car")
    static class Car extends Vehicle {

        int doors;
    }

    /** Through the table of a subclass. */
    @Entity
    @Table(name = "trip")
    @Chained
    static class Trip {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne @Nullable Car car;
    }

    @Entity
    @Table(name = "stop")
    @Chained
    static class Stop {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne @Nullable Trip trip;

        @ManyToOne @Nullable Stop before;
    }

    @Entity
    @Table(name = "ship")
    @Inheritance(strategy = InheritanceType.JOINED)
    @IdClass(ShipId.class)
    @Tenanted
    static class Ship {

        @Id
        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Id int number;
    }

    record ShipId(@Nullable UUID tenant, int number) implements Serializable {

        private static final long serialVersionUID = 1L;
    }

    @Entity
    @Table(name = "tanker")
    static class Tanker extends Ship {

        int barrels;
    }

    @Entity
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Tenanted
    abstract static class Animal {

        @Id UUID id = UUID.randomUUID();

        @Column(name = "tenant_id")
        @Nullable UUID tenant;
    }

    @Entity
    @Table(name = "dog")
    static class Dog extends Animal {}

    @Entity
    @Table(name = "cat")
    static class Cat extends Animal {}

    @Entity
    @Table(name = "letter")
    @SecondaryTable(name = "letter_text", pkJoinColumns = @PrimaryKeyJoinColumn(name = "letter_id"))
    @Tenanted
    static class Letter {

        @Id UUID id = UUID.randomUUID();

        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Column(table = "letter_text")
        String words = "";
    }

    @Entity
    @Table(name = "parcel")
    @IdClass(ShipId.class)
    @Tenanted
    static class Parcel {

        @Id
        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Id int number;

        @ElementCollection
        @CollectionTable(
                name = "parcel_stamp",
                joinColumns = {
                    @JoinColumn(name = "tenant_id", referencedColumnName = "tenant_id"),
                    @JoinColumn(name = "parcel_number", referencedColumnName = "number")
                })
        Set<String> stamps = new HashSet<>();
    }

    /** Refers to a composite key, and so holds the tenant, which makes it tenanted. */
    @Entity
    @Table(name = "receipt")
    @Chained
    static class Receipt {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne @Nullable Parcel parcel;
    }

    @Entity
    @Table(name = "counted")
    @Tenanted
    static class Counted {

        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "counted")
        @SequenceGenerator(name = "counted", sequenceName = "counted_seq")
        long id;

        @Column(name = "tenant_id")
        long tenant;
    }

    @Entity
    @Table(name = "spelt")
    @Tenanted
    static class Spelt {

        @Id UUID id = UUID.randomUUID();

        @Column(name = "tenant_id")
        String tenant = "";
    }

    @Entity
    @Table(name = "person")
    @Identity
    static class Person {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Table(name = "cached_person")
    @Identity
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class CachedPerson {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Table(name = "cached_page")
    @Tenanted
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class CachedPage {

        @Id UUID id = UUID.randomUUID();

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Column(name = "author_id")
        UUID author = UUID.randomUUID();
    }

    @Entity
    @Table(name = "cached_remark")
    @Chained
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    static class CachedRemark {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne @Nullable CachedPage page;
    }

    @Entity
    @Table(name = "shelf")
    @Tenanted
    static class Shelf {

        @Id UUID id = UUID.randomUUID();

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @OneToMany
        @JoinColumn(name = "shelf_id")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Volume> volumes = new HashSet<>();
    }

    @Entity
    @Table(name = "volume")
    @Tenanted
    static class Volume {

        @Id UUID id = UUID.randomUUID();

        @TenantId
        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Column(name = "author_id")
        UUID author = UUID.randomUUID();
    }

    @Entity
    static class Lost {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    static class Astray {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Tenanted
    @Global
    static class Twice {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Tenanted
    static class NoTenant {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Chained
    static class Contract {

        @Id UUID id = UUID.randomUUID();

        @ManyToOne @Nullable Car buyer;

        @ManyToOne @Nullable Vehicle seller;
    }

    @Entity
    @Chained
    static class Loose {

        @Id UUID id = UUID.randomUUID();
    }

    @Entity
    @Table(name = "recording")
    @Tenanted
    static class Recording {

        @Id UUID id = UUID.randomUUID();

        @Column(name = "tenant_id")
        @Nullable UUID tenant;

        @Lob String words = "";

        @Lob byte[] sound = {};

        byte[] fine = {};
    }
}
