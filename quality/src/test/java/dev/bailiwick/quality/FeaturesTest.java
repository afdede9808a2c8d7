package dev.bailiwick.quality;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The features of the server are its modules: no cycles, and only what a feature makes public is
 * used by others.
 */
final class FeaturesTest {

    @Test
    void featuresKeepToEachOthersFrontDoors() {
        ApplicationModules.of("dev.bailiwick.posture").verify();
    }
}
