package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;

import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.spi.FilterDefinition;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.java.StringJavaType;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a session factory knows of tenants, read once from the mappings. */
record Model(EntityTables tables, Owners owners, ScopeTenant tenant) {

    /**
     * @throws WallException with everything that keeps the sessions from being held apart
     */
    static Model of(MetadataImplementor metadata, SessionFactoryOptions options) {
        Declarations declarations = Declarations.in(metadata);
        EntityTables tables = EntityTables.of(metadata, declarations);
        List<Fault> faults = new ArrayList<>(declarations.faults());
        faults.addAll(tables.faults());
        faults.addAll(new MappingFaults(metadata, declarations).all());
        faults.addAll(FactoryFaults.in(options));
        FactoryFaults.wall(options)
                .ifPresent(wall -> faults.addAll(new CacheFaults(metadata, wall).all()));
        JavaType<?> type = tenantType(metadata);
        Optional<ScopeTenant> tenant = ScopeTenant.in(type);
        if (tenant.isEmpty()) {
            faults.add(
                    EntityFault.ENTITY_TENANT_TYPE.of(
                            "attributes with @TenantId",
                            "of type %s; use UUID, String, Long or Integer",
                            type.getTypeName()));
        }
        if (!faults.isEmpty()) {
            throw new WallException(faults.stream().distinct().sorted().toList());
        }
        return new Model(tables, owners(declarations, tables), tenant.orElseThrow());
    }

    private static JavaType<?> tenantType(MetadataImplementor metadata) {
        FilterDefinition filter = metadata.getFilterDefinition(TenantIdBinder.FILTER_NAME);
        if (filter == null) {
            return StringJavaType.INSTANCE;
        }
        JdbcMapping parameter =
                Objects.requireNonNull(
                        filter.getParameterJdbcMapping(TenantIdBinder.PARAMETER_NAME));
        return parameter.getJavaTypeDescriptor();
    }

    private static Owners owners(Declarations declarations, EntityTables tables) {
        Map<Class<?>, Owner> owners = new HashMap<>();
        declarations
                .kinds()
                .forEach(
                        (entity, kind) -> {
                            if (isTenants(kind)) {
                                owners.put(
                                        entity.getMappedClass(),
                                        Owner.of(
                                                entity,
                                                tables.tenantColumn(entity),
                                                declarations.root()));
                            }
                        });
        return new Owners(owners);
    }

    private static boolean isTenants(Annotation kind) {
        return kind instanceof Tenanted || kind instanceof TenantRoot || kind instanceof Chained;
    }
}
