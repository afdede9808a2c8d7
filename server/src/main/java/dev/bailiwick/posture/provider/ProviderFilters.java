package dev.bailiwick.posture.provider;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Kind;
import dev.bailiwick.posture.jsonapi.Sql;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The filters of lists whose objects belong to a provider, by what is known of the provider. */
public final class ProviderFilters {

    private static final Table<?> PROVIDER = table(name("provider"));
    private static final Field<UUID> ID = field(name("provider", "id"), SQLDataType.UUID);
    private static final Field<String> TYPE = text("provider");
    private static final Field<String> UID = text("uid");
    private static final Field<String> ALIAS = text("alias");

    private static final Table<?> MEMBER = table(name("provider_group_member"));
    private static final Field<UUID> MEMBER_PROVIDER =
            field(name("provider_group_member", "provider_id"), SQLDataType.UUID);
    private static final Field<UUID> GROUP =
            field(name("provider_group_member", "provider_group_id"), SQLDataType.UUID);

    private static final Set<String> NAMES =
            Set.of(
                    "provider",
                    "provider__in",
                    "provider_id",
                    "provider_id__in",
                    "provider_type",
                    "provider_type__in",
                    "provider_uid",
                    "provider_uid__icontains",
                    "provider_uid__in",
                    "provider_alias",
                    "provider_alias__icontains",
                    "provider_alias__in",
                    "provider_groups",
                    "provider_groups__in");

    private ProviderFilters() {}

    private static Field<String> text(String column) {
        return field(name("provider", column), SQLDataType.CLOB);
    }

    /** Whether one of these filters has this name. */
    public static boolean named(String filter) {
        return NAMES.contains(filter);
    }

    /**
     * All of them but {@code provider} alone, which some lists read as a choice; {@code provider}
     * is the field that names the provider of a row.
     */
    public static Filter<?>[] on(Field<UUID> provider) {
        Kind<String> type = Kind.words(ProviderKind.words().toArray(String[]::new));
        return new Filter<?>[] {
            Filter.in("provider__in", Kind.uuid(), ids -> Sql.in(provider, ids)),
            Filter.of("provider_id", Kind.uuid(), provider::eq),
            Filter.in("provider_id__in", Kind.uuid(), ids -> Sql.in(provider, ids)),
            Filter.of("provider_type", type, one -> whose(provider, TYPE.eq(one))),
            Filter.in("provider_type__in", type, some -> whose(provider, Sql.in(TYPE, some))),
            Filter.of("provider_uid", Kind.text(), one -> whose(provider, UID.eq(one))),
            Filter.of(
                    "provider_uid__icontains",
                    Kind.text(),
                    part -> whose(provider, Sql.icontains(UID, part))),
            Filter.in("provider_uid__in", Kind.text(), some -> whose(provider, Sql.in(UID, some))),
            Filter.of("provider_alias", Kind.text(), one -> whose(provider, ALIAS.eq(one))),
            Filter.of(
                    "provider_alias__icontains",
                    Kind.text(),
                    part -> whose(provider, Sql.icontains(ALIAS, part))),
            Filter.in(
                    "provider_alias__in",
                    Kind.text(),
                    some -> whose(provider, Sql.in(ALIAS, some))),
            Filter.of("provider_groups", Kind.uuid(), one -> inGroups(provider, List.of(one))),
            Filter.in("provider_groups__in", Kind.uuid(), some -> inGroups(provider, some)),
        };
    }

    private static Condition whose(Field<UUID> provider, Condition condition) {
        return provider.in(select(ID).from(PROVIDER).where(condition));
    }

    private static Condition inGroups(Field<UUID> provider, List<UUID> groups) {
        return provider.in(select(MEMBER_PROVIDER).from(MEMBER).where(Sql.in(GROUP, groups)));
    }
}
