package dev.bailiwick.spring.guide;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.KnownPermissions;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.web.CurrentTenant;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Set;

@Configuration(proxyBeanMethods = false)
class ItemPages {

    // snippet endpoint
    @Bean
    KnownPermissions permissions() {
        return () -> Set.of("ITEM_READ");
    }

    @RestController
    static class ItemsController {

        private final Items items;

        ItemsController(Items items) {
            this.items = items;
        }

        @GetMapping("/items/count")
        @RequiresPermission("ITEM_READ")
        String count(@CurrentTenant TenantId tenant) {
            return "%d in %s".formatted(items.count(), tenant);
        }
    }

    // end
}
