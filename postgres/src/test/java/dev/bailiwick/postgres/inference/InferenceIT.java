package dev.bailiwick.postgres.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What follows from a database's foreign keys, and what is asked. */
class InferenceIT {

    private static final Roles ROLES = Roles.of("crm_owner", "crm_app");

    private static final Blueprint CRM =
            Blueprint.of("crm")
                    .with(
                            """
                            create table company (id bigint primary key, name text);
                            create table person (id bigint primary key, email text);
                            create table member (
                                company_id bigint references company, person_id bigint references person,
                                primary key (company_id, person_id));
                            create table deal (
                                id serial primary key, "Owner Id" bigint not null references company, title text,
                                unique ("Owner Id", id));
                            create table step (company_id bigint not null, deal_id int not null, id int not null,
                                primary key (company_id, id),
                                foreign key (company_id, deal_id) references deal ("Owner Id", id));
                            create table note (id bigint generated always as identity primary key,
                                deal_id int not null references deal, answer_to bigint references note);
                            create table mention (note_id bigint not null references note, deal_id int references deal,
                                person_id bigint not null references person);
                            create table lost (id int primary key, note_id bigint references note);
                            create table hen (id int primary key, deal_id int not null references deal, egg_id int);
                            create table egg (id int primary key, hen_id int not null references hen);
                            alter table hen add foreign key (egg_id) references egg;
                            create table transfer (id int primary key,
                                from_id bigint not null references company, to_id bigint not null references company);
                            create table template (id int primary key, company_id bigint references company);
                            create table legacy (id int primary key, company_id bigint not null);
                            create table country (code text primary key);
                            alter table deal add country text references country;
                            create table event (company_id bigint not null references company, day date not null)
                                partition by range (day);
                            create table event_all partition of event default;
                            create table base (id int primary key, deal_id int not null references deal);
                            create table special () inherits (base);
                            create view open_deal with (security_invoker = true) as select * from deal;
                            create view all_deal as select * from deal;
                            create materialized view deal_count as select count(*) from deal;
                            create table flyway_schema_history (version int);
                            """);

    private static Proposal proposal;
    private static TestDatabase database;

    @BeforeAll
    static void read() throws SQLException {
        database = CRM.database();
        proposal = proposed("company");
    }

    private static Proposal proposed(String tenants) throws SQLException {
        try (Connection connection = database.as("crm_owner").getConnection()) {
            return Inference.of("crm").read(connection, tenants);
        }
    }

    @Test
    void findsTheTenantColumnByItsForeignKeyWhateverItsName() {
        assertThat(java("deal"))
                .isEqualTo(
                        "Table.tenant(\"deal\").in(\"Owner"
                                + " Id\").everything().numberedBy(\"deal_id_seq\")");
        assertThat(java("event"))
                .isEqualTo("Table.tenant(\"event\").in(\"company_id\").everything()");
        assertThat(proposal.tenantKey()).isEqualTo(KeyType.BIGINT);
    }

    @Test
    void findsATenantColumnThatACompositeForeignKeyCarriesAlong() {
        assertThat(java("step"))
                .isEqualTo("Table.tenant(\"step\").in(\"company_id\").everything()");
    }

    @Test
    void showsATenantItsOwnRowOfTheTableOfTenants() {
        assertThat(java("company"))
                .isEqualTo("Table.identity(\"company\").select(Rows.ofTenant(\"id\"))");
    }

    @Test
    void oP1FollowsEveryReferenceThatLeadsToATenant() {
        assertThat(java("note"))
                .isEqualTo(
                        "Table.chained(\"note\", Link.of(\"deal_id\", \"deal\", \"id\"))"
                                + ".ignoring(\"answer_to\").everything()");
        assertThat(java("mention"))
                .isEqualTo(
                        "Table.chained(\"mention\", Link.of(\"deal_id\", \"deal\","
                                + " \"id\").whenNull(WhenNull.PASSED_OVER), Link.of(\"note_id\","
                                + " \"note\", \"id\")).everything()");
    }

    @Test
    void oP2ASelfReferenceAndACircleEnd() {
        assertThat(java("egg")).contains("Link.of(\"hen_id\", \"hen\", \"id\")");
        assertThat(java("hen"))
                .contains("Link.of(\"deal_id\", \"deal\", \"id\")")
                .contains(".ignoring(\"egg_id\")");
        assertThat(question("hen").sentence()).contains("hen -> egg -> hen");
    }

    @Test
    void oP3TheSameDatabaseGivesTheSameProposal() throws SQLException {
        assertThat(proposed("company").toJava(ROLES)).isEqualTo(proposal.toJava(ROLES));
        assertThat(proposal.tables()).extracting(table -> table.table().name()).isSorted();
    }

    @Test
    void oP6AReferenceThatMayBeNullIsAskedAboutWhereNothingElseProvesTheTenant() {
        assertThat(question("lost").sentence()).contains("note_id may be null");
        assertThat(question("lost").blocking()).isFalse();
        assertThat(question("template").line()).contains("sharedRows()");
    }

    @Test
    void oP8ATableThatRefersToNoTenantIsAskedAboutAndNeverGuessed() {
        assertThat(question("country").blocking()).isTrue();
        assertThat(question("country").line()).isEqualTo("Table.global(\"country\")");
        assertThat(question("person").line())
                .isEqualTo(
                        "Table.identity(\"person\").select(Rows.ofTenantThrough("
                                + "\"id\", \"member\", \"person_id\", \"company_id\"))");
        assertThat(question("legacy").sentence()).contains("company_id looks like its tenant");
        assertThat(question("transfer").sentence()).contains("from_id and by to_id");
        assertThat(question("base").sentence()).contains("special inherits from it");
    }

    @Test
    void viewsAreToldByHowTheyRead() {
        assertThat(java("open_deal")).isEqualTo("Table.view(\"open_deal\").readOnly()");
        assertThat(question("all_deal").blocking()).isTrue();
        assertThat(java("deal_count")).endsWith(".materializedView()");
        assertThat(java("flyway_schema_history")).endsWith(".leftToItsTool()");
    }

    @Test
    void partitionsAreTheirParents() {
        assertThat(proposal.tables()).noneMatch(table -> table.table().name().equals("event_all"));
        assertThat(proposal.questions()).noneMatch(asked -> asked.table().equals("event_all"));
    }

    @Test
    void aWallIsMadeOnceEveryTableThatBlocksIsAnswered() {
        assertThatIllegalStateException()
                .isThrownBy(() -> proposal.wall(ROLES))
                .withMessageContaining("country")
                .withMessageContaining("transfer");

        Wall wall =
                proposal.wall(
                        ROLES,
                        Table.global("country"),
                        Table.identity("person")
                                .select(
                                        Rows.ofTenantThrough(
                                                "id", "member", "person_id", "company_id")),
                        Table.tenant("legacy").in("company_id").everything(),
                        Table.tenant("transfer").in("from_id").readOnly(),
                        Table.view("all_deal").readOnly(),
                        Table.internal("special"));

        assertThat(wall.tenantKey()).isEqualTo(KeyType.BIGINT);
        assertThat(wall.tables()).hasSize(21);
    }

    @Test
    void theProposalIsJavaToBePasted() {
        assertThat(proposal.toJava(ROLES))
                .startsWith(
                        """
                        Wall.of(
                                "crm",
                                Roles.of("crm_owner", "crm_app"),
                        """)
                .contains("        // likely: Table.global(\"country\")\n")
                .contains("        Table.tenant(\"deal\")")
                .endsWith(")\n    .withTenantKey(KeyType.BIGINT);\n");
    }

    @Test
    void aTableOfTenantsNeedsAKeyOfOneColumn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proposed("member"))
                .withMessageContaining("one column");
        assertThatIllegalArgumentException().isThrownBy(() -> proposed("nothing"));
    }

    private static String java(String table) {
        return proposal.tables().stream()
                .filter(proposed -> proposed.table().name().equals(table))
                .map(Proposed::java)
                .findFirst()
                .orElse("not proposed: " + table);
    }

    private static Question question(String table) {
        List<Question> asked =
                proposal.questions().stream()
                        .filter(question -> question.table().equals(table))
                        .toList();
        assertThat(asked).as("questions about " + table).isNotEmpty();
        return asked.getFirst();
    }
}
