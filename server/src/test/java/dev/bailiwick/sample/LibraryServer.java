package dev.bailiwick.sample;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.spring.wall.Unscoped;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import java.net.URI;

import javax.sql.DataSource;

/** The library behind a real web server, on the database of the shared test server. */
public final class LibraryServer {

    private static final ConfigurableApplicationContext CONTEXT = start();

    private LibraryServer() {}

    /** Where it listens, without a path. */
    public static URI uri() {
        return URI.create(
                "http://127.0.0.1:" + CONTEXT.getEnvironment().getProperty("local.server.port"));
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplication(App.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.config.name=none",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=error",
                        "--server.tomcat.relaxed-query-chars=[,]");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    @ComponentScan("dev.bailiwick.posture.jsonapi")
    @Import(BookController.class)
    static class App {

        @Bean
        Declarations library() {
            return Library.declarations();
        }

        @Bean
        @Unscoped("a library has one tenant, and this no wall")
        DataSource dataSource() {
            HikariConfig pool = new HikariConfig();
            pool.setDataSource(TestServer.shared().app());
            pool.setMaximumPoolSize(2);
            return new HikariDataSource(pool);
        }

        @Bean
        DSLContext dslContext(DataSource dataSource) {
            return DSL.using(dataSource, SQLDialect.POSTGRES);
        }

        @Bean
        PlatformTransactionManager transactions(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }
}
