package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.task.JobHandler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SummaryConfiguration {

    @Bean
    JobHandler attackSurfaces(SummarisedScans scans) {
        return new SummaryJob(Summary.ATTACK_SURFACES, scans);
    }

    @Bean
    JobHandler categories(SummarisedScans scans) {
        return new SummaryJob(Summary.CATEGORIES, scans);
    }

    @Bean
    JobHandler resourceGroups(SummarisedScans scans) {
        return new SummaryJob(Summary.RESOURCE_GROUPS, scans);
    }
}
