package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The least that an application says: the wall of the shop. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Walled {

    @Bean
    Wall wall() {
        return Shop.WALL;
    }
}
