package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.web.Principals.Identified;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.View;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A web application whose members are those of the table, but for those who are suspended. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ShopFront.Endpoints.class, ShopFront.Pages.class})
class ShopFront {

    static final Set<PrincipalId> SUSPENDED = ConcurrentHashMap.newKeySet();

    @Bean
    Wall wall() {
        return Shop.WALL;
    }

    /** Who asks is what the header says: authentication is not the subject here. */
    @Bean
    Principals principals() {
        return request -> {
            String who = request.getHeader("X-Who");
            String claim = request.getHeader("X-Claim");
            return who == null
                    ? new Identified.Nobody()
                    : new Identified.Known(
                            PrincipalId.parse(who),
                            claim == null ? Map.of() : Map.of("tenant", claim));
        };
    }

    @Bean
    TenantMembership membership(JdbcClient client) {
        return (principal, tenant) -> {
            boolean member =
                    client.sql("select count(*) from membership where tenant_id = ?")
                            .param(tenant.value())
                            .query(int.class)
                            .single()
                            .equals(1);
            if (!member) {
                return new Standing.Stranger();
            }
            return SUSPENDED.contains(principal)
                    ? new Standing.Suspended("The shop is shut.")
                    : TenantMembership.Standing.member(
                            Scope.Tenant.of(tenant).as(principal), Set.of());
        };
    }

    @Bean
    VisibleTenants visibleTenants(JdbcClient client) {
        return principal ->
                Shop.names(client, "select tenant_id from membership order by tenant_id").stream()
                        .map(TenantId::parse)
                        .map(tenant -> new VisibleTenants.VisibleTenant(tenant, "shop"))
                        .toList();
    }

    @RestController
    @AnyMember
    static class Endpoints {

        private final JdbcClient client;
        private final TenantSwitch tenants;
        private final Memberships memberships;

        Endpoints(JdbcClient client, TenantSwitch tenants, Memberships memberships) {
            this.client = client;
            this.tenants = tenants;
            this.memberships = memberships;
        }

        @GetMapping({"/items", "/t/{tenant}/items"})
        List<String> items() {
            return Shop.names(client, "select name from item order by name");
        }

        @GetMapping("/scope")
        String scope() {
            return Scopes.require().described();
        }

        @GetMapping("/current")
        String current(@CurrentTenant TenantId tenant, @CurrentTenant Scope.Tenant scope) {
            return tenant + " " + scope.principal();
        }

        @RequestMapping("/switch")
        void choose(@RequestParam UUID tenant, HttpServletRequest request) {
            tenants.select(request, new TenantId(tenant));
        }

        @PostMapping("/leave")
        void leave(HttpServletRequest request) {
            tenants.clear(request);
        }

        /** As a connection does that lives long: each thing it does is checked anew. */
        @GetMapping("/later")
        List<String> later() {
            return memberships.call(Scopes.requireTenant(), this::items);
        }
    }

    @Controller
    @AnyMember
    static class Pages {

        @GetMapping("/page")
        View page() {
            return (model, _, response) -> {
                Map<String, Object> shown = new HashMap<>(model == null ? Map.of() : model);
                response.getWriter()
                        .print(shown.get("currentTenant") + " of " + shown.get("visibleTenants"));
            };
        }

        @GetMapping("/body")
        @ResponseBody
        String body() {
            return "no view";
        }
    }
}
