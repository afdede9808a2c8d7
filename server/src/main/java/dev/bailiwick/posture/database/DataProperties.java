package dev.bailiwick.posture.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;

/**
 * Where this installation keeps what must not be lost.
 *
 * @param data folder with the embedded database, the keys and the passwords; made when missing
 */
@ConfigurationProperties("bailiwick")
record DataProperties(@DefaultValue("./data") Path data) {}
