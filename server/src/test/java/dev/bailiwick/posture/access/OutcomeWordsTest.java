package dev.bailiwick.posture.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The functions that change authority and the server have the same words. */
final class OutcomeWordsTest {

    private static final Path STEPS = Path.of("src/main/resources/db/migration");
    private static final List<String> SUBJECTS =
            List.of("roles", "groups", "members", "invitations", "keys");

    /** What becomes an answer: also a branch of a case, and what a helper selects. */
    private static final Pattern ANSWER =
            Pattern.compile("(?:return|then|else|outcome :=|\\(select) '([a-z_ ]+)'");

    @Test
    void everyWordThatAFunctionAnswersIsOneAndNoOthersAre() throws IOException {
        Set<String> answered = new TreeSet<>();
        for (String subject : SUBJECTS) {
            String sql = Files.readString(STEPS.resolve("R__functions_" + subject + ".sql"));
            ANSWER.matcher(sql)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(answered::add);
        }

        assertThat(answered)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Outcome.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList());
    }

    @ParameterizedTest
    @EnumSource
    void eachButOneIsAnAnswerOfTheApi(Outcome outcome) {
        if (outcome == Outcome.DONE) {
            assertThatCode(outcome::require).doesNotThrowAnyException();
        } else {
            assertThatCode(outcome::require)
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            answer -> assertThat(answer.status()).isBetween(400, 410));
        }
    }
}
