package dev.bailiwick.posture.database;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuditExport;
import dev.bailiwick.postgres.authority.AuditTrail;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.maintenance.MaintenanceLog;
import dev.bailiwick.posture.database.maintenance.Partitions;
import dev.bailiwick.posture.database.setup.Migrations;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.spring.wall.Unscoped;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

/** The pools and what stands on them. Requests and jobs get the primary ones, under the scope. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DataProperties.class, DatabaseProperties.class})
@EnableTransactionManagement
class DatabaseConfiguration {

    /** Its statements are short; who looks after jobs is to notice that nobody answers. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    @Bean(destroyMethod = "")
    DataDirectory dataDirectory(Database database) {
        return database.directory();
    }

    @Bean(defaultCandidate = false)
    @Unscoped("stands under the data source that serves requests")
    HikariDataSource appPool(Database database, DatabaseProperties properties) {
        return Pools.pool(database.login(LoginRole.APP), "app", 4, properties.appConnections());
    }

    @Bean(defaultCandidate = false)
    @Unscoped("polls the scheduler's own tables, which no other role may use")
    HikariDataSource worker(Database database, DatabaseProperties properties) {
        return Pools.impatient(
                database.login(LoginRole.WORKER),
                "worker",
                1,
                properties.workerConnections(),
                LONGEST_ANSWER);
    }

    @Bean(defaultCandidate = false)
    @Unscoped("stands under the data source of maintenance")
    HikariDataSource maintPool(Database database, DatabaseProperties properties) {
        return Pools.pool(
                database.login(LoginRole.MAINT), "maint", 0, properties.maintenanceConnections());
    }

    /** For {@code Scope.Maintenance}, which says why; every use of it is in the log. */
    @Bean(defaultCandidate = false)
    DataSource maint(
            @Qualifier("maintPool") HikariDataSource pool,
            @Qualifier("maintTrailPool") HikariDataSource trailPool) {
        return ScopedDataSource.maintenance(pool, MaintenanceLog.of(trailPool));
    }

    /** One connection: who holds the last of another pool must not wait for it here. */
    @Bean(defaultCandidate = false)
    @Unscoped("writes that maintenance begins, which is refused without that")
    HikariDataSource maintTrailPool(Database database) {
        return Pools.pool(database.login(LoginRole.MAINT), "maint-audit", 0, 1);
    }

    @Bean(defaultCandidate = false)
    @Unscoped("stands under the record of refusals")
    HikariDataSource auditPool(Database database) {
        return Pools.pool(database.login(LoginRole.APP), "audit", 0, 1);
    }

    @Bean
    AuditTrail auditTrail(@Qualifier("auditPool") HikariDataSource pool) {
        return new AuditTrail(
                ScopedDataSource.of(pool, Tables.wall()),
                Migrations.SCHEMA,
                Visibility.none()::within);
    }

    @Bean
    AuditExport auditExport(DataSource dataSource, RefusalAudit refusals) {
        return new AuditExport(dataSource, Migrations.SCHEMA, refusals);
    }

    @Bean
    Partitions partitions(@Qualifier("maint") DataSource maint) {
        return new Partitions(maint);
    }

    /**
     * For tenants, identities and global tables, under the scope. Not handed out unless the
     * database holds tenants apart as declared.
     *
     * @throws dev.bailiwick.core.WallException with everything that differs
     */
    @Bean
    @Primary
    DataSource dataSource(@Qualifier("appPool") HikariDataSource pool) throws SQLException {
        Wall wall = Tables.wall();
        Gate.of(wall).check(pool);
        return ScopedDataSource.of(pool, wall);
    }

    /**
     * For reading how a principal stands, which is where the epoch of a scope comes from: the scope
     * of a principal needs none here, and everywhere else it does.
     */
    @Bean(defaultCandidate = false)
    @DependsOn("dataSource")
    JdbcClient admission(@Qualifier("appPool") HikariDataSource pool) {
        return JdbcClient.create(ScopedDataSource.of(pool, Tables.wall()).withoutEpochs());
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    DSLContext dslContext(DataSource dataSource) {
        return DSL.using(
                new DefaultConfiguration()
                        .set(
                                new DataSourceConnectionProvider(
                                        new TransactionAwareDataSourceProxy(dataSource)))
                        .set(SQLDialect.POSTGRES)
                        .set(
                                new Settings()
                                        .withRenderQuotedNames(
                                                RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
                                        .withExecuteLogging(false)
                                        .withRenderSchema(false)));
    }
}
