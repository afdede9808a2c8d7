package dev.bailiwick.spring.request;

import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.start.StartRefusedException;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

@AutoConfiguration
class RequestAutoConfiguration {

    /** A scope is bound to a thread, and reactive work hops between threads. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class Reactive {

        Reactive() {
            throw new StartRefusedException(
                    List.of(
                            new StartRefusedException.Fault(
                                    "This is a reactive web application, which no scope can"
                                            + " follow from thread to thread",
                                    "Use spring-boot-starter-webmvc; with"
                                            + " spring.threads.virtual.enabled=true it waits as"
                                            + " cheaply.")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(WebMvcConfigurer.class)
    static class Web {

        /**
         * Behind filters that log and limit, and behind those of Spring Security, which find out
         * who it is, at -100; before everything that touches data.
         */
        static final int FILTER_ORDER =
                ClassUtils.isPresent(
                                "org.springframework.security.web.SecurityFilterChain",
                                Web.class.getClassLoader())
                        ? -90
                        : -100;

        /** Those that there are when something is refused: a filter is made before most beans. */
        private static RefusalAudit all(ObjectProvider<RefusalAudit> audits) {
            return (scope, rule) -> audits.stream().forEach(audit -> audit.refused(scope, rule));
        }

        @Bean
        @ConditionalOnMissingBean
        Authentication nobody() {
            return request -> new Authentication.Outcome.Nobody();
        }

        @Bean
        @ConditionalOnMissingBean
        KnownPermissions permissionsOfTheModel(ObjectProvider<RoleModel> models) {
            Set<String> names =
                    models.stream()
                            .flatMap(model -> model.permissions().all().stream())
                            .map(Permission::name)
                            .collect(Collectors.toUnmodifiableSet());
            return () -> names;
        }

        @Bean
        @ConditionalOnMissingBean
        LibraryEndpoints libraryEndpoints(Environment environment, ListableBeanFactory beans) {
            return LibraryEndpoints.in(environment, OwnPackages.of(beans, environment));
        }

        @Bean
        @ConditionalOnMissingBean
        Requirements endpointRequirements(
                ObjectProvider<RequestMappingHandlerMapping> mappings,
                ObjectProvider<RouterFunctionMapping> functions,
                LibraryEndpoints libraries,
                KnownPermissions known,
                ObjectProvider<RoleModel> model) {
            return new Requirements(mappings, functions, libraries, known, model);
        }

        @Bean
        @ConditionalOnMissingBean(name = "requestScopeFilter")
        FilterRegistrationBean<RequestScopeFilter> requestScopeFilter(
                Authentication authentication,
                ObjectProvider<RefusalAudit> audits,
                ObjectProvider<HandlerExceptionResolver> resolvers) {
            MovedAnswers answers = new MovedAnswers(resolvers::orderedStream);
            var registration =
                    new FilterRegistrationBean<>(
                            new RequestScopeFilter(authentication, all(audits), answers));
            registration.setOrder(FILTER_ORDER);
            registration.setAsyncSupported(true);
            registration.setDispatcherTypes(
                    DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
            return registration;
        }

        /** An application that registers adapters of its own begins no request again. */
        @Bean
        @ConditionalOnMissingBean
        WebMvcRegistrations attemptingHandlers(
                Authentication authentication,
                ObjectProvider<Requirements> requirements,
                ObjectProvider<RefusalAudit> audits) {
            return new AttemptingHandlers(authentication, requirements, all(audits));
        }

        @Bean
        @ConditionalOnMissingBean(name = "permissionConfigurer")
        WebMvcConfigurer permissionConfigurer(
                ObjectProvider<Requirements> requirements, ObjectProvider<RefusalAudit> audits) {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    registry.addInterceptor(
                                    new PermissionInterceptor(
                                            requirements.getObject(), all(audits)))
                            .order(FILTER_ORDER);
                }

                @Override
                public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                    resolvers.add(new AuthorityArgumentResolver());
                }
            };
        }
    }
}
