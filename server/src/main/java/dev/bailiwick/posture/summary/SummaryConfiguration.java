package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.task.attempt.JobHandler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tasks after a scan. */
@Configuration(proxyBeanMethods = false)
class SummaryConfiguration {

    @Bean
    JobHandler attackSurfaces(SummarisedScans scans) {
        return counting(Summary.ATTACK_SURFACES, scans);
    }

    @Bean
    JobHandler categories(SummarisedScans scans) {
        return counting(Summary.CATEGORIES, scans);
    }

    @Bean
    JobHandler resourceGroups(SummarisedScans scans) {
        return counting(Summary.RESOURCE_GROUPS, scans);
    }

    private static JobHandler counting(Summary summary, SummarisedScans scans) {
        return new SummaryJob(
                summary.task(),
                (provider, scan) -> {
                    if (scans.hold(provider, scan)) {
                        scans.write(summary, scan);
                    }
                });
    }

    /** How the day of the scan ended; for a moment, nothing else of its provider is published. */
    @Bean
    JobHandler dailySeverity(SummarisedScans scans, DailySeverities severities) {
        return new SummaryJob(
                AfterScan.DAILY_SEVERITY,
                (provider, scan) -> {
                    if (scans.lock(provider, scan)) {
                        severities.write(scan);
                    }
                });
    }

    /** Comes when all are there, and says so: readers use them from then on. */
    @Bean
    JobHandler scanSummary(SummarisedScans scans) {
        return new SummaryJob(
                AfterScan.ALL,
                (provider, scan) -> {
                    if (scans.lock(provider, scan)) {
                        scans.complete(scan);
                    }
                });
    }
}
