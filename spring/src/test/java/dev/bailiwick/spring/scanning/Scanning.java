package dev.bailiwick.spring.scanning;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.ComponentScan;

/** Looks for beans in another package, and takes none there. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan(basePackages = "dev.bailiwick.spring.library", useDefaultFilters = false)
public class Scanning {}
