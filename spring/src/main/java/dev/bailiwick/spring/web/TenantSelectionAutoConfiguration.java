package dev.bailiwick.spring.web;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;
import dev.bailiwick.spring.web.Principals.Identified;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

@AutoConfiguration(
        beforeName = "dev.bailiwick.spring.request.RequestAutoConfiguration",
        afterName = "dev.bailiwick.spring.member.MembershipAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnProperty("bailiwick.tenant.source")
@EnableConfigurationProperties(TenantProperties.class)
class TenantSelectionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Principals principalsOfTheContainer(ObjectProvider<Wall> wall) {
        Keys keys = keys(wall);
        return request -> ofTheContainer(request, keys);
    }

    @Bean
    @ConditionalOnMissingBean
    TenantNames tenantsByTheirId(ObjectProvider<Wall> wall) {
        Keys keys = keys(wall);
        return name -> Optional.of(keys.tenant(name));
    }

    @Bean
    Authentication selectedTenant(
            Principals principals,
            ObjectProvider<Memberships> memberships,
            TenantNames names,
            TenantProperties properties) {
        return new SelectedTenant(
                principals, required(memberships), names, readers(properties), properties.none());
    }

    @Bean
    TenantSwitch tenantSwitch(ObjectProvider<Memberships> memberships) {
        return new TenantSwitch(required(memberships));
    }

    @Bean
    WebMvcConfigurer tenantAnswers(
            TenantProperties properties, ObjectProvider<VisibleTenants> visible) {
        List<String> headers =
                readers(properties).stream()
                        .map(SourceReader::source)
                        .filter(TenantSource.Header.class::isInstance)
                        .map(source -> ((TenantSource.Header) source).name())
                        .toList();
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new TenantAnswers(headers, visible));
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CurrentTenantResolver());
            }
        };
    }

    private static Keys keys(ObjectProvider<Wall> wall) {
        return Keys.of(Optional.ofNullable(wall.getIfUnique()));
    }

    private static Memberships required(ObjectProvider<Memberships> memberships) {
        Memberships found = memberships.getIfAvailable();
        if (found == null) {
            throw new StartRefusedException(
                    List.of(
                            new Fault(
                                    "bailiwick.tenant.source is set, and there is no"
                                            + " TenantMembership bean to check members with",
                                    "Give a bean of type dev.bailiwick.spring.TenantMembership.")));
        }
        return found;
    }

    private static List<SourceReader> readers(TenantProperties properties) {
        List<String> texts = new ArrayList<>();
        texts.add(Objects.requireNonNullElse(properties.source(), ""));
        texts.addAll(properties.mustAgree());
        try {
            return texts.stream().map(TenantSource::parse).map(SourceReader::new).toList();
        } catch (IllegalArgumentException wrong) {
            throw new StartRefusedException(
                    List.of(
                            new Fault(
                                    "bailiwick.tenant.source or .must-agree: " + wrong.getMessage(),
                                    "Name each source as header:X-Tenant,"
                                            + " host:{tenant}.example.org, path:/t/{tenant}/**,"
                                            + " claim:tenant or session.")),
                    wrong);
        }
    }

    private static Identified ofTheContainer(HttpServletRequest request, Keys keys) {
        Principal principal = request.getUserPrincipal();
        if (principal == null) {
            return new Identified.Nobody();
        }
        try {
            return new Identified.Known(keys.principal(principal.getName()));
        } catch (IllegalArgumentException otherName) {
            return new Identified.Refused("Invalid credentials");
        }
    }
}
