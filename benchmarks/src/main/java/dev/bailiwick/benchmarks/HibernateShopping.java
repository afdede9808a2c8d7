package dev.bailiwick.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.TenantId;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

import java.util.UUID;
import java.util.function.Consumer;

/** With Hibernate's own {@code @TenantId}, which adds the tenant to its statements, alone. */
final class HibernateShopping implements Shopping {

    private static final int BATCH = 1_000;

    private final HikariDataSource pool;
    private final SessionFactory sessions;

    HibernateShopping(PGSimpleDataSource twins) {
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(twins);
        configuration.setMaximumPoolSize(2);
        this.pool = new HikariDataSource(configuration);
        Configuration hibernate = new Configuration();
        hibernate.addAnnotatedClass(Item.class).addAnnotatedClass(Entry.class);
        hibernate.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, pool);
        hibernate.setProperty(AvailableSettings.STATEMENT_BATCH_SIZE, Integer.toString(BATCH));
        this.sessions = hibernate.buildSessionFactory();
    }

    @Override
    public void read(TenantId tenant, UUID item) {
        try (Session session = session(tenant)) {
            found(session, item);
        }
    }

    @Override
    public void fiveStatements(TenantId tenant, UUID item) {
        inTransaction(
                tenant,
                session -> {
                    Item found = found(session, item);
                    found.amount++;
                    session.persist(new Entry(item));
                    session.flush();
                    found.amount--;
                    session.flush();
                    session.refresh(found);
                });
    }

    @Override
    public void insert(TenantId tenant, UUID item) {
        inTransaction(tenant, session -> session.persist(new Entry(item)));
    }

    @Override
    public void insertMany(TenantId tenant, UUID item, int rows) {
        inTransaction(
                tenant,
                session -> {
                    for (int row = 1; row <= rows; row++) {
                        session.persist(new Entry(item));
                        if (row % BATCH == 0) {
                            session.flush();
                            session.clear();
                        }
                    }
                });
    }

    /** Hibernate has no statement for a set of new objects: it batches. */
    @Override
    public void insertSet(TenantId tenant, UUID item, int rows) {
        insertMany(tenant, item, rows);
    }

    private static Item found(Session session, UUID id) {
        Item item = session.find(Item.class, id);
        if (item == null || item.name == null) {
            throw new IllegalStateException("the item is missing: " + id);
        }
        return item;
    }

    private void inTransaction(TenantId tenant, Consumer<Session> work) {
        try (Session session = session(tenant)) {
            session.beginTransaction();
            work.accept(session);
            session.getTransaction().commit();
        }
    }

    private Session session(TenantId tenant) {
        return sessions.withOptions().tenantIdentifier((Object) tenant.value()).openSession();
    }

    @Override
    public void close() {
        sessions.close();
        pool.close();
    }

    @Entity
    @Table(name = "item")
    static class Item {

        @Id @Nullable UUID id;

        @org.hibernate.annotations.TenantId @Nullable UUID tenant_id;

        @Nullable String name;
        int amount;
    }

    @Entity
    @Table(name = "entry")
    static class Entry {

        @Id @GeneratedValue @Nullable UUID id;

        @org.hibernate.annotations.TenantId @Nullable UUID tenant_id;

        @Nullable UUID item_id;
        @Nullable String note;

        Entry() {}

        Entry(UUID item) {
            this.item_id = item;
            this.note = "a note of ordinary length";
        }
    }
}
