package dev.bailiwick.posture.scan.process;

import org.springframework.util.unit.DataSize;

import java.time.Duration;

/**
 * How much a program may take.
 *
 * @param time from its start
 * @param memory of addresses of each of its processes
 * @param output of each file that it writes
 */
public record Limits(Duration time, DataSize memory, DataSize output) {}
