package dev.bailiwick.posture.provider;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.time.OffsetDateTime;
import java.util.UUID;

/** The columns of {@code provider}, and of what names one, that lists speak of. */
final class ProviderTable {

    static final Table<?> TABLE = DSL.table(DSL.name("provider"));
    static final Field<UUID> ID = DSL.field(DSL.name("provider", "id"), SQLDataType.UUID);
    static final Field<String> KIND = text("provider");
    static final Field<String> UID = text("uid");
    static final Field<String> ALIAS = text("alias");
    static final Field<Boolean> CONNECTED =
            DSL.field(DSL.name("provider", "connected"), SQLDataType.BOOLEAN);
    static final Field<OffsetDateTime> CHECKED_AT = time("connection_last_checked_at");
    static final Field<OffsetDateTime> INSERTED_AT = time("inserted_at");
    static final Field<OffsetDateTime> UPDATED_AT = time("updated_at");

    /** Nothing of a provider is shown from the moment it is deleted. */
    static final Condition LIVE = time("deleted_at").isNull();

    static final Table<?> MEMBERS = DSL.table(DSL.name("provider_group_member"));
    static final Field<UUID> MEMBER_GROUP =
            DSL.field(DSL.name("provider_group_member", "provider_group_id"), SQLDataType.UUID);
    static final Field<UUID> MEMBER_PROVIDER =
            DSL.field(DSL.name("provider_group_member", "provider_id"), SQLDataType.UUID);

    static final Table<?> SECRETS = DSL.table(DSL.name("provider_secret"));
    static final Field<UUID> SECRET =
            DSL.field(DSL.name("provider_secret", "id"), SQLDataType.UUID);
    static final Field<UUID> SECRET_PROVIDER =
            DSL.field(DSL.name("provider_secret", "provider_id"), SQLDataType.UUID);

    private ProviderTable() {}

    private static Field<String> text(String column) {
        return DSL.field(DSL.name("provider", column), SQLDataType.CLOB);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field(DSL.name("provider", column), SQLDataType.OFFSETDATETIME);
    }
}
