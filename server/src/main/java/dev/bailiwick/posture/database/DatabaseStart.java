package dev.bailiwick.posture.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Opens the database while the application context is being made, since neither waits for the other
 * until the first bean needs a connection.
 */
public final class DatabaseStart
        implements ApplicationContextInitializer<ConfigurableApplicationContext>, AutoCloseable {

    private @Nullable CompletableFuture<Database> opening;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Binder binder = Binder.get(context.getEnvironment());
        Path data = binder.bindOrCreate("bailiwick", DataProperties.class).data();
        DatabaseProperties properties =
                binder.bindOrCreate("bailiwick.database", DatabaseProperties.class);
        opening =
                CompletableFuture.supplyAsync(
                        () ->
                                properties.joins()
                                        ? Database.join(data, properties.url())
                                        : Database.open(data, properties.url()),
                        work -> Thread.ofPlatform().name("database").start(work));
        ((GenericApplicationContext) context)
                .registerBean(
                        Database.class, this::opened, bean -> bean.setDestroyMethodName("close"));
    }

    /** Closes the database also where the context never came as far as to own it. */
    @Override
    public void close() {
        if (opening != null) {
            opening.handle(
                            (database, failure) -> {
                                if (database != null) {
                                    database.close();
                                }
                                return failure;
                            })
                    .join();
        }
    }

    private Database opened() {
        try {
            if (opening == null) {
                throw new IllegalStateException("the database is not being opened");
            }
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
