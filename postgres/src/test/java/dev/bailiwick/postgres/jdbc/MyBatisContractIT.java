package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.testbed.IsolationContract;

import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import javax.sql.DataSource;

/** The wall under MyBatis. */
class MyBatisContractIT implements IsolationContract {

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
        Configuration configuration =
                new Configuration(new Environment("test", new JdbcTransactionFactory(), source));
        configuration.addMapper(PupilMapper.class);
        return new MyBatisRows(new SqlSessionFactoryBuilder().build(configuration), null);
    }

    /** The statements. */
    interface PupilMapper {

        @Select("select name from pupil where name <> #{nobody}")
        List<String> names(String nobody);

        @Select("select name from pupil where name <> '${nobody}'")
        List<String> namesByText(@Param("nobody") String nobody);

        @Select(Pupils.NAMES_BY_JOIN)
        List<String> namesByJoin();

        @Select("select count(*) from pupil")
        long count();

        @Select("select exists (select 1 from pupil where name = #{name})")
        boolean exists(String name);

        @Insert("insert into pupil (name) values (#{name})")
        int add(String name);

        @Insert("insert into pupil (tenant_id, name) values (#{tenant}, #{name})")
        int addFor(@Param("tenant") UUID tenant, @Param("name") String name);

        @Update("update pupil set name = #{to} where name = #{from}")
        int rename(@Param("from") String from, @Param("to") String to);

        @Delete("delete from pupil where name = #{name}")
        int remove(String name);

        @Options(fetchSize = 1)
        @Select("select name from pupil")
        Cursor<String> stream();
    }

    /**
     * @param open the transaction's session, if there is one
     */
    private record MyBatisRows(SqlSessionFactory factory, @Nullable SqlSession open)
            implements Rows {

        @Override
        public List<String> names() {
            return with(pupils -> pupils.names("nobody"));
        }

        @Override
        public List<String> namesByText() {
            return with(pupils -> pupils.namesByText("nobody"));
        }

        @Override
        public List<String> namesByJoin() {
            return with(PupilMapper::namesByJoin);
        }

        @Override
        public long count() {
            return with(PupilMapper::count);
        }

        @Override
        public boolean exists(String name) {
            return with(pupils -> pupils.exists(name));
        }

        @Override
        public void add(String name) {
            with(pupils -> pupils.add(name));
        }

        @Override
        public void addFor(TenantId tenant, String name) {
            with(pupils -> pupils.addFor(tenant.value(), name));
        }

        @Override
        public void addAllFor(Map<String, TenantId> tenants) {
            try (SqlSession session = factory.openSession(ExecutorType.BATCH, false)) {
                PupilMapper pupils = session.getMapper(PupilMapper.class);
                tenants.forEach((name, tenant) -> pupils.addFor(tenant.value(), name));
                session.commit();
            }
        }

        @Override
        public int rename(String from, String to) {
            return with(pupils -> pupils.rename(from, to));
        }

        @Override
        public int remove(String name) {
            return with(pupils -> pupils.remove(name));
        }

        @Override
        public Stream<String> stream() {
            if (open == null) {
                return names().stream();
            }
            Cursor<String> cursor = open.getMapper(PupilMapper.class).stream();
            return StreamSupport.stream(cursor.spliterator(), false);
        }

        @Override
        public void inTransaction(Consumer<Rows> work) {
            try (SqlSession session = factory.openSession(false)) {
                work.accept(new MyBatisRows(factory, session));
                session.commit();
            }
        }

        private <T> T with(Function<PupilMapper, T> work) {
            if (open != null) {
                return work.apply(open.getMapper(PupilMapper.class));
            }
            try (SqlSession session = factory.openSession(true)) {
                return work.apply(session.getMapper(PupilMapper.class));
            }
        }
    }
}
