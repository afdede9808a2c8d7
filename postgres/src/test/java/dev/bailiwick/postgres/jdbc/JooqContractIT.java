package dev.bailiwick.postgres.jdbc;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.testbed.IsolationContract;

import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

/** The wall under jOOQ. */
class JooqContractIT implements IsolationContract {

    private static final Table<?> PUPIL = table(name("pupil"));
    private static final Field<String> NAME = field(name("name"), String.class);
    private static final Field<UUID> TENANT = field(name("tenant_id"), UUID.class);

    private static Ground ground;

    @BeforeAll
    static void open() throws SQLException, IOException {
        ground = Pupils.ground();
    }

    @Override
    public Ground ground() {
        return ground;
    }

    @Override
    public Rows over(DataSource source) {
        return new JooqRows(DSL.using(source, SQLDialect.POSTGRES));
    }

    private record JooqRows(DSLContext jooq) implements Rows {

        @Override
        public List<String> names() {
            return jooq.select(NAME).from(PUPIL).where(NAME.ne("nobody")).fetch(NAME);
        }

        @Override
        public List<String> namesByText() {
            return jooq.fetch("select name from pupil").getValues(NAME);
        }

        @Override
        public List<String> namesByJoin() {
            Table<?> a = PUPIL.as("a");
            Table<?> b = PUPIL.as("b");
            Field<String> ofA = field(name("a", "name"), String.class);
            Field<String> ofB = field(name("b", "name"), String.class);
            return jooq.select(ofA)
                    .from(a)
                    .join(b)
                    .on(ofA.eq(ofB))
                    .whereExists(
                            selectOne()
                                    .from(PUPIL.as("c"))
                                    .where(ofA.eq(field(name("c", "name"), String.class))))
                    .fetch(ofA);
        }

        @Override
        public long count() {
            return jooq.fetchCount(PUPIL);
        }

        @Override
        public boolean exists(String name) {
            return jooq.fetchExists(PUPIL, NAME.eq(name));
        }

        @Override
        public void add(String name) {
            jooq.insertInto(PUPIL, NAME).values(name).execute();
        }

        @Override
        public void addFor(TenantId tenant, String name) {
            jooq.insertInto(PUPIL, TENANT, NAME).values(tenant.value(), name).execute();
        }

        @Override
        public void addAllFor(Map<String, TenantId> tenants) {
            BatchBindStep batch =
                    jooq.batch(jooq.insertInto(PUPIL, TENANT, NAME).values((UUID) null, null));
            for (Map.Entry<String, TenantId> one : tenants.entrySet()) {
                batch = batch.bind(one.getValue().value(), one.getKey());
            }
            batch.execute();
        }

        @Override
        public int rename(String from, String to) {
            return jooq.update(PUPIL).set(NAME, to).where(NAME.eq(from)).execute();
        }

        @Override
        public int remove(String name) {
            return jooq.deleteFrom(PUPIL).where(NAME.eq(name)).execute();
        }

        @Override
        public Stream<String> stream() {
            return jooq.select(NAME)
                    .from(PUPIL)
                    .fetchSize(1)
                    .fetchStream()
                    .map(one -> one.get(NAME));
        }

        @Override
        public void inTransaction(Consumer<Rows> work) {
            jooq.transaction(inside -> work.accept(new JooqRows(inside.dsl())));
        }
    }
}
