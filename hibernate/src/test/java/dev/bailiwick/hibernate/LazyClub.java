package dev.bailiwick.hibernate;

import jakarta.persistence.Basic;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.util.UUID;

/** Loads its name when it is asked for it, once its class is enhanced. Public, for that. */
@Entity(name = "Club")
@Table(name = "club")
@Tenanted(column = "tenant_id")
public class LazyClub {

    @Id private UUID id = new UUID(0, 0);

    @Basic(fetch = FetchType.LAZY)
    private String name = "";

    public UUID getId() {
        return id;
    }

    public String getName() {
        return name;
    }
}
