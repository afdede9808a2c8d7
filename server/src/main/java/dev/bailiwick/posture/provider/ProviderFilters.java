package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The filters by provider that all lists of what belongs to one have in common. Declared once, for
 * whatever field names the provider there.
 */
public final class ProviderFilters {

    /** The words of a provider's kind. */
    public static final Kind<String> KIND = Kind.words(ProviderKind.words().toArray(String[]::new));

    private ProviderFilters() {}

    /**
     * {@code provider}, {@code provider_id}, {@code provider_type}, {@code provider_uid}, {@code
     * provider_alias} and {@code provider_groups} with all their matches.
     *
     * @param provider the field with the provider's id
     */
    public static Filter<?>[] on(Field<UUID> provider) {
        return new Filter<?>[] {
            Filter.choice("provider", "providers", provider::eq),
            Filter.in("provider__in", Kind.uuid(), ids -> Sql.in(provider, ids)),
            Filter.of("provider_id", Kind.uuid(), provider::eq),
            Filter.in("provider_id__in", Kind.uuid(), ids -> Sql.in(provider, ids)),
            Filter.of("provider_type", KIND, where(provider, ProviderTable.KIND::eq)),
            Filter.in("provider_type__in", KIND, where(provider, any(ProviderTable.KIND))),
            Filter.of("provider_uid", Kind.text(), where(provider, ProviderTable.UID::eq)),
            Filter.of(
                    "provider_uid__icontains",
                    Kind.text(),
                    where(provider, text -> Sql.icontains(ProviderTable.UID, text))),
            Filter.in("provider_uid__in", Kind.text(), where(provider, any(ProviderTable.UID))),
            Filter.of("provider_alias", Kind.text(), where(provider, ProviderTable.ALIAS::eq)),
            Filter.of(
                    "provider_alias__icontains",
                    Kind.text(),
                    where(provider, text -> Sql.icontains(ProviderTable.ALIAS, text))),
            Filter.in("provider_alias__in", Kind.text(), where(provider, any(ProviderTable.ALIAS))),
            Filter.of("provider_groups", Kind.uuid(), id -> inGroups(provider, List.of(id))),
            Filter.in("provider_groups__in", Kind.uuid(), ids -> inGroups(provider, ids))
        };
    }

    /** Whether a filter of this name is one of them. */
    public static boolean owns(String filter) {
        return filter.startsWith("provider");
    }

    /** Whether the provider named by the field has not been deleted. */
    public static Condition live(Field<UUID> provider) {
        return provider.in(
                DSL.select(ProviderTable.ID).from(ProviderTable.TABLE).where(ProviderTable.LIVE));
    }

    /** Whether the provider named by the field belongs to one of the groups. */
    static Condition inGroups(Field<UUID> provider, Collection<UUID> groups) {
        return provider.in(
                DSL.select(ProviderTable.MEMBER_PROVIDER)
                        .from(ProviderTable.MEMBERS)
                        .where(Sql.in(ProviderTable.MEMBER_GROUP, groups)));
    }

    private static <V> Function<V, Condition> where(
            Field<UUID> provider, Function<V, Condition> condition) {
        return value ->
                provider.in(
                        DSL.select(ProviderTable.ID)
                                .from(ProviderTable.TABLE)
                                .where(condition.apply(value)));
    }

    private static <T> Function<List<T>, Condition> any(Field<T> field) {
        return values -> Sql.in(field, values);
    }
}
