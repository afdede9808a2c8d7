package dev.bailiwick.spring.jpa;

import dev.bailiwick.hibernate.EntityWall;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;

import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.springframework.boot.hibernate.autoconfigure.HibernateProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateSettings;
import org.springframework.boot.jpa.autoconfigure.JpaProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScanner;
import org.springframework.context.ApplicationContext;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The entities that Boot finds, as a {@link Wall}. */
public final class ScannedEntities {

    private ScannedEntities() {}

    /**
     * The wall that the annotations on the application's entities declare; for a {@code @Bean}
     * method. Reads the mappings by the application's own naming strategies and needs no database,
     * which the wall must be known before.
     *
     * @param byHand as for {@link EntityWall}: tables without an entity, and those that need more
     *     words
     * @throws dev.bailiwick.core.WallException with everything that is not declared, or ambiguous
     */
    public static Wall wall(
            ApplicationContext application, String schema, Roles roles, Table... byHand) {
        Map<String, Object> settings =
                new HashMap<>(
                        application
                                .getBean(HibernateProperties.class)
                                .determineHibernateProperties(
                                        application.getBean(JpaProperties.class).getProperties(),
                                        new HibernateSettings()));
        settings.put("hibernate.boot.allow_jdbc_metadata_access", false);
        settings.put("jakarta.persistence.database-product-name", "PostgreSQL");
        settings.putIfAbsent("jakarta.persistence.database-major-version", 15);
        StandardServiceRegistry registry =
                new StandardServiceRegistryBuilder().applySettings(settings).build();
        try {
            MetadataSources sources = new MetadataSources(registry);
            entities(application).forEach(sources::addAnnotatedClass);
            return EntityWall.of(sources.buildMetadata(), schema, roles, byHand);
        } finally {
            StandardServiceRegistryBuilder.destroy(registry);
        }
    }

    private static Set<Class<?>> entities(ApplicationContext application) {
        try {
            return new EntityScanner(application)
                    .scan(Entity.class, Embeddable.class, MappedSuperclass.class);
        } catch (ClassNotFoundException unread) {
            throw new IllegalStateException("An entity was found and cannot be loaded", unread);
        }
    }
}
