package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;

import org.hibernate.boot.Metadata;
import org.hibernate.mapping.PersistentClass;
import org.jspecify.annotations.Nullable;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the annotations on the entities of one persistence unit say. */
final class Declarations {

    private static final List<Class<? extends Annotation>> KINDS =
            List.of(
                    Tenanted.class,
                    TenantRoot.class,
                    Chained.class,
                    Global.class,
                    Internal.class,
                    Identity.class);

    private final Map<PersistentClass, Annotation> kinds = new LinkedHashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private Declarations() {}

    static Declarations in(Metadata metadata) {
        Declarations declarations = new Declarations();
        metadata.getEntityBindings().stream()
                .sorted(Comparator.comparing(PersistentClass::getEntityName))
                .forEach(declarations::read);
        declarations.checkRoots();
        return declarations;
    }

    private void read(PersistentClass entity) {
        if (entity.getClassName() == null) {
            faults.add(
                    EntityFault.ENTITY_UNDECLARED.of(
                            "entity " + entity.getEntityName(),
                            "has no class that could be annotated; map it with one"));
            return;
        }
        List<Annotation> found = nearest(entity.getMappedClass());
        if (found.size() == 1) {
            kinds.put(entity, found.getFirst());
        } else if (found.isEmpty()) {
            faults.add(
                    EntityFault.ENTITY_UNDECLARED.of(
                            "entity " + entity.getEntityName(),
                            "not declared; annotate it with one of @Tenanted, @Chained, @Global,"
                                    + " @Identity, @Internal, or @TenantRoot if its rows are the"
                                    + " tenants"));
        } else {
            faults.add(
                    EntityFault.ENTITY_AMBIGUOUS.of(
                            "entity " + entity.getEntityName(),
                            "declared %d times, as %s; one of them is right",
                            found.size(),
                            String.join(", ", found.stream().map(Declarations::named).toList())));
        }
    }

    /** The declaration of the class, or of the nearest of those that it extends. */
    private static List<Annotation> nearest(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            List<Annotation> here =
                    Arrays.stream(each.getDeclaredAnnotations())
                            .filter(annotation -> KINDS.contains(annotation.annotationType()))
                            .toList();
            if (!here.isEmpty()) {
                return here;
            }
        }
        return List.of();
    }

    private void checkRoots() {
        List<String> roots =
                kinds.entrySet().stream()
                        .filter(entry -> entry.getValue() instanceof TenantRoot)
                        .map(entry -> entry.getKey().getRootClass().getEntityName())
                        .distinct()
                        .toList();
        if (roots.size() > 1) {
            faults.add(
                    EntityFault.ENTITY_AMBIGUOUS.of(
                            "entities " + String.join(", ", roots),
                            "all declared as @TenantRoot; the tenants are the rows of one entity"));
        }
    }

    static String named(Annotation kind) {
        return "@" + kind.annotationType().getSimpleName();
    }

    /** Entities in the order of their names, those without a fault alone. */
    Map<PersistentClass, Annotation> kinds() {
        return kinds;
    }

    @Nullable Annotation kind(PersistentClass entity) {
        return kinds.get(entity);
    }

    /** The entity whose rows are the tenants, if there is one. */
    Optional<PersistentClass> root() {
        return kinds.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof TenantRoot)
                .map(entry -> (PersistentClass) entry.getKey().getRootClass())
                .findFirst();
    }

    List<Fault> faults() {
        return faults;
    }
}
