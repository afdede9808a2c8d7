package dev.bailiwick.posture.account.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class PasswordRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Correct-horse-1",
                "Größe-Straße-77",
                "xK9#pQ2$mL5&",
                "Monkey-Dragon-42!",
                "a rather long one, with Words & 1 digit"
            })
    void letsGoodOnesThrough(String password) {
        assertThat(codes(password)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Short-1!, password_too_short",
        "Elevenchr-1, password_too_short",
        "correct-horse-1, password_no_upper",
        "CORRECT-HORSE-1, password_no_lower",
        "Correct-Horse-x, password_no_number",
        "CorrectHorse111, password_no_special_characters",
        "123456789012345, password_entirely_numeric"
    })
    void namesTheRuleThatIsBroken(String password, String code) {
        assertThat(codes(password)).contains(code);
    }

    @Test
    void takes72CharactersAndNot73() {
        assertThat(codes("Aa1!" + "xyz".repeat(22) + "uv")).isEmpty();
        assertThat(codes("Aa1!" + "xyz".repeat(23))).containsExactly("password_too_long");
    }

    /** Whoever signs up may send as much as a body holds, and is nobody yet. */
    @Test
    @Timeout(30)
    void readsAPasswordOfAnyLengthInAStepForEachCharacter() {
        assertThat(codes("Aa!" + "1".repeat(1_000_000) + "b")).containsExactly("password_too_long");
        assertThat(codes("Aa1!" + "b".repeat(1_000_000))).containsExactly("password_too_long");
        assertThat(CommonPasswords.contains("a" + "1".repeat(1_000_000) + "b")).isFalse();
    }

    @Test
    void countsCharactersNotUnits() {
        assertThat(codes("Aa1!" + "\uD83D\uDE00".repeat(68))).isEmpty();
    }

    @Test
    void namesAllRulesAtOnce() {
        assertThat(codes("password"))
                .containsExactly(
                        "password_too_short",
                        "password_too_common",
                        "password_no_special_characters",
                        "password_no_upper",
                        "password_no_number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password1234!",
                "P@ssw0rd2026!",
                "Welcome-2024!!",
                "Qwertyuiop-123",
                "Iloveyou!2345",
                "Abcdefghijkl1!",
                "Adminadmin#12",
                "!!Football!!99",
                "Aaaaaaaaaaa-1",
                "S3cr3t-s3cr3t-1"
            })
    void refusesOneWellKnownWordWhateverStandsAroundIt(String password) {
        assertThat(codes(password)).contains("password_too_common");
    }

    @ParameterizedTest
    @CsvSource({
        "Harbourmaster-77!, harbourmaster@example.com",
        "Harbourmaster1!x, Harbour Master",
        "Examplecorp-1!, Examplecorp",
        "moc.Elpmaxe@ada1, ada1@example.com"
    })
    void refusesWhatResemblesTheUser(String password, String own) {
        assertThat(PasswordRules.faults(password, List.of(own)))
                .extracting(PasswordRules.Fault::code)
                .contains("password_too_similar");
    }

    @Test
    void doesNotMindAWordSharedWithALongPassword() {
        assertThat(
                        PasswordRules.faults(
                                "Quiet-Harbour-42!",
                                List.of("Ada Harbour", "ada@quiet.example", "Acme")))
                .isEmpty();
    }

    private static List<String> codes(String password) {
        return PasswordRules.faults(password, List.of()).stream()
                .map(PasswordRules.Fault::code)
                .toList();
    }
}
