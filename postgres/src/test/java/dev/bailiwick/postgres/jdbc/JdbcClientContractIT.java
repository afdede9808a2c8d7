package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.testbed.IsolationContract;

import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

/** The wall under Spring's JdbcClient, JdbcTemplate and transactions. */
class JdbcClientContractIT implements IsolationContract {

    private static final RowMapper<String> NAME = (row, _) -> row.getString(1);

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
        JdbcTemplate template = new JdbcTemplate(source);
        template.setFetchSize(1);
        return new SpringRows(
                template,
                JdbcClient.create(template),
                new TransactionTemplate(new DataSourceTransactionManager(source)));
    }

    private record SpringRows(
            JdbcTemplate template, JdbcClient client, TransactionTemplate transactions)
            implements Rows {

        @Override
        public List<String> names() {
            return client.sql("select name from pupil where name <> :nobody")
                    .param("nobody", "nobody")
                    .query(NAME)
                    .list();
        }

        @Override
        public List<String> namesByText() {
            return template.query("select name from pupil", NAME);
        }

        @Override
        public List<String> namesByJoin() {
            return client.sql(Pupils.NAMES_BY_JOIN).query(NAME).list();
        }

        @Override
        public long count() {
            return client.sql("select count(*) from pupil").query(Long.class).single();
        }

        @Override
        public boolean exists(String name) {
            return client.sql("select exists (select 1 from pupil where name = ?)")
                    .param(name)
                    .query(Boolean.class)
                    .single();
        }

        @Override
        public void add(String name) {
            client.sql(Pupils.ADD).param(name).update();
        }

        @Override
        public void addFor(TenantId tenant, String name) {
            client.sql(Pupils.ADD_FOR).params(tenant.value(), name).update();
        }

        @Override
        public void addAllFor(Map<String, TenantId> tenants) {
            template.batchUpdate(
                    Pupils.ADD_FOR,
                    tenants.entrySet().stream()
                            .map(one -> new Object[] {one.getValue().value(), one.getKey()})
                            .toList());
        }

        @Override
        public int rename(String from, String to) {
            return client.sql(Pupils.RENAME).params(to, from).update();
        }

        @Override
        public int remove(String name) {
            return client.sql(Pupils.REMOVE).param(name).update();
        }

        @Override
        public Stream<String> stream() {
            return client.sql("select name from pupil").query(NAME).stream();
        }

        @Override
        public void inTransaction(Consumer<Rows> work) {
            transactions.executeWithoutResult(_ -> work.accept(this));
        }
    }
}
