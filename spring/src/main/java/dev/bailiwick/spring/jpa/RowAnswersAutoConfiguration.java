package dev.bailiwick.spring.jpa;

import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Wall;

import jakarta.persistence.EntityManagerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.util.List;

/** Where rows are not read and changed by all of a tenant alike. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({
    WebMvcConfigurer.class,
    EntityManagerFactory.class,
    ObjectOptimisticLockingFailureException.class
})
@ConditionalOnBean({RoleModel.class, Wall.class})
class RowAnswersAutoConfiguration {

    @Bean
    WebMvcConfigurer answersOfUnchangeableRows(ObjectProvider<EntityManagerFactory> units) {
        return new WebMvcConfigurer() {
            @Override
            public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                resolvers.add(new UnchangeableRows(units::stream, resolvers));
            }
        };
    }
}
