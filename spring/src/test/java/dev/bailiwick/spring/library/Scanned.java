package dev.bailiwick.spring.library;

import org.springframework.context.annotation.ComponentScan;

/** Looks for beans where it stands, in the name of whoever extends it; takes none. */
@ComponentScan(useDefaultFilters = false)
public class Scanned {}
