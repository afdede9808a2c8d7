package dev.bailiwick.spring.guide;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.scope.CarriesScope;
import dev.bailiwick.spring.scope.InEachTenant;
import dev.bailiwick.spring.scope.InGlobalScope;
import dev.bailiwick.spring.scope.InMaintenance;
import dev.bailiwick.spring.scope.InTenant;
import dev.bailiwick.spring.scope.RequiresScope;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

@Component
class Items {

    static final BlockingQueue<String> DONE = new LinkedBlockingQueue<>();

    private final JdbcClient client;
    private final ApplicationEventPublisher events;

    Items(JdbcClient client, ApplicationEventPublisher events) {
        this.client = client;
        this.events = events;
    }

    // snippet annotations
    /** Whoever calls it: it runs in the tenant that it is given. */
    int countOf(@InTenant TenantId tenant) {
        return count(client, "item");
    }

    /** Its caller must be in a tenant already; which one is the caller's business. */
    @RequiresScope
    int count() {
        return count(client, "item");
    }

    /** Tables that belong to nobody. */
    @InGlobalScope
    int countries() {
        return count(client, "country");
    }

    /** Across tenants, by name, on the maintenance pool. */
    @InMaintenance(reason = "yearly stocktaking", limit = "30s")
    int countEverywhere() {
        return count(client, "item");
    }

    // end

    // snippet scheduled
    /** Once for each tenant; what fails in one does not keep the next from its turn. */
    @InEachTenant
    @Scheduled(cron = "@daily")
    void nightly() {
        DONE.add("nightly in " + Scopes.requireTenant().tenant());
    }

    // end

    // snippet event
    record ItemAdded(Scope scope, String name) implements CarriesScope {}

    @Transactional
    void add(String name) {
        client.sql("insert into item (name) values (?)").param(name).update();
        events.publishEvent(new ItemAdded(Scopes.require(), name));
    }

    /** After the commit, on another thread, in the scope that the event carries. */
    @Async
    @TransactionalEventListener
    void added(@InTenant ItemAdded event) {
        DONE.add(event.name() + " makes " + count(client, "item"));
    }

    // end

    private static int count(JdbcClient client, String table) {
        return switch (table) {
            case "item" -> client.sql("select count(*) from item").query(Integer.class).single();
            default -> client.sql("select count(*) from country").query(Integer.class).single();
        };
    }
}
