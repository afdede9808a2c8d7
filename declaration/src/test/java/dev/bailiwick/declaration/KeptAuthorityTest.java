package dev.bailiwick.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.postgres.Annex;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuthoritySql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authority that the toolkit keeps, with its tables, by one key. */
class KeptAuthorityTest {

    private static final String FILE =
            """
            schema: club
            roles: {owner: o, app: a}
            epoch: authority
            authority: {tenants: 'club(id)', principals: 'person(id)', email: email, permissions: ['BILL_PAY', 'MEMBER_MANAGE', 'PAGE_READ'], when-suspended: ['BILL_PAY'], roles: {owner: {above: [admin, auditor]}, admin: {permissions: ['MEMBER_MANAGE'], above: [viewer]}, auditor: {permissions: ['PAGE_READ']}, viewer: {permissions: ['PAGE_READ']}}, duties: {members: 'MEMBER_MANAGE', invitations: 'MEMBER_MANAGE', teams: 'MEMBER_MANAGE', audit: 'MEMBER_MANAGE'}}
            tables:
              club: {kind: identity, select: [{tenant: id}], owner: changes}
              page: {kind: tenant, column: tenant_id, in-team: team_id, app: [select]}
              person: {kind: identity, select: [{own: id}], owner: looks-up}
            """;

    @Test
    void theTablesTheFunctionsAndTheModelComeWithTheKey() {
        Wall wall = Declaration.parse("f", FILE).wall();

        assertThat(wall.table("bailiwick_authority.membership")).isPresent();
        assertThat(wall.schemas()).contains("bailiwick_authority");
        assertThat(wall.epochSource()).contains(AuthoritySql.epochs());
        Annex annex = wall.annex().orElseThrow();
        assertThat(annex.tables()).contains("references \"club\".\"person\"");
        assertThat(annex.functions()).contains("may_change('MEMBER_MANAGE')");
        assertThat(annex.content().held())
                .contains(
                        "permission BILL_PAY true",
                        "permission PAGE_READ false",
                        "role owner true",
                        "holds admin PAGE_READ",
                        "holds owner BILL_PAY",
                        "below viewer owner")
                .doesNotContain("below auditor admin", "holds viewer MEMBER_MANAGE");
    }

    @Test
    void itIsWrittenAsItWasRead() {
        assertThat(Declaration.write(Declaration.parse("f", FILE).wall())).isEqualTo(FILE);
    }

    @Test
    void scopesAreHeldToItsNumbersAlsoWhereTheFileDoesNotSaySo() {
        Wall wall = Declaration.parse("f", FILE.replace("epoch: authority\n", "")).wall();

        assertThat(wall.epochSource()).contains(AuthoritySql.epochs());
    }

    @Test
    void numbersOfOnesOwnSayWhetherScopesGoWithoutAnEpoch() {
        String own =
                "epoch: {tenant: {table: 'club', key: id, column: epoch}, without: 'refused'}\n";
        String file = FILE.replace("epoch: authority\n", own);

        EpochSource source = Declaration.parse("f", file).wall().epochSource().orElseThrow();

        assertThat(source)
                .isEqualTo(EpochSource.of(new Counter("club", "id", "epoch")).requiringEpochs());
        assertThat(Declaration.parse("f", Declaration.write(Declaration.parse("f", file).wall())))
                .extracting(written -> written.wall().epochSource().orElseThrow())
                .isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    email: email,      | email: e-mail,          | Not the name of a column: e-mail
                    'person(id)'       | person                  | Name a table and its key, such as person(id): person
                    'person(id)'       | 'human(id)'             | The wall does not declare human
                    , owner: looks-up  | ''                      | declare it .lookedUpByOwner()
                    owner: changes     | owner: looks-up         | declare it .changedByOwner()
                    above: [viewer]    | above: [admin]          | The role admin stands above itself
                    above: [viewer]    | above: [reader]         | The role reader is not given
                    teams: 'MEMBER_MANAGE' | teams: 'MEMBER'     | Unknown permission MEMBER
                    when-suspended:    | while-suspended:        | unknown key 'while-suspended'; did you mean 'when-suspended'?
                    duties:            | duty:                   | unknown key 'duty'
                    """)
    void whatIsWrongIsSaid(String right, String wrong, String message) {
        assertThat(FILE).contains(right);

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Declaration.parse("f", FILE.replace(right, wrong)))
                .withMessageContaining(message);
    }
}
