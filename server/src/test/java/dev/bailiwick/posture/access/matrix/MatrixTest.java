package dev.bailiwick.posture.access.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.posture.access.Permission;

import org.junit.jupiter.api.Test;

import java.util.Map;

class MatrixTest {

    private static final Needs SCANS = new Needs.Held(Permission.MANAGE_SCANS);
    private static final Needs MEMBER = new Needs.Membership();

    private final Matrix matrix =
            Matrix.parse(
                    """
                    # a comment
                    GET /scans MEMBER
                    POST /scans MANAGE_SCANS
                    PATCH /users/{id} self-or:MANAGE_USERS
                    GET - ANONYMOUS
                    """);

    @Test
    void agreesWithEndpointsThatDeclareWhatItsRowsSay() {
        assertThat(
                        matrix.faults(
                                Map.of(
                                        "GET /scans",
                                        MEMBER,
                                        "POST /scans",
                                        SCANS,
                                        "PATCH /users/{}",
                                        MEMBER)))
                .isEmpty();
    }

    @Test
    void namesEndpointsWithoutARowAndThoseThatDeclareSomethingElse() {
        assertThat(matrix.faults(Map.of("GET /scans", SCANS, "DELETE /scans", SCANS)))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).startsWith("GET /scans: the row says"))
                .anySatisfy(fault -> assertThat(fault).isEqualTo("DELETE /scans: no row"));
    }

    @Test
    void namesRowsThatAreThereTwice() {
        Matrix twice = Matrix.parse("GET /a/{id} MEMBER\nGET /a/{other} MEMBER\n");

        assertThat(twice.faults(Map.of())).containsExactly("GET /a/{}: two rows");
    }

    @Test
    void knowsWhichRowsHaveNoEndpoint() {
        assertThat(matrix.withoutEndpoint(Map.of("GET /scans", MEMBER)))
                .extracting(Matrix.Row::place)
                .containsExactly("POST /scans", "PATCH /users/{}", "GET ");
    }

    @Test
    void takesNoLineThatItDoesNotUnderstand() {
        for (String line :
                new String[] {
                    "GET /a",
                    "GET /a MANAGE_NOTHING",
                    "GET /a nobody:MANAGE_SCANS",
                    "GET /a  MEMBER"
                }) {
            assertThatIllegalArgumentException().as(line).isThrownBy(() -> Matrix.parse(line));
        }
    }

    @Test
    void hasARowForEachOperationOfTheContract() {
        assertThat(Matrix.read().rows()).hasSizeGreaterThanOrEqualTo(152);
    }
}
