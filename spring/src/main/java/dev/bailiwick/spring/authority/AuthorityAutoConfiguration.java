package dev.bailiwick.spring.authority;

import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.Invitations;
import dev.bailiwick.postgres.authority.Limits;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.postgres.authority.ReceivedShares;
import dev.bailiwick.postgres.authority.Shares;
import dev.bailiwick.postgres.authority.Teams;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import javax.sql.DataSource;

/**
 * The operations of authority, of an application with a role model: they take part in Spring's
 * transactions, so that what is rolled back was not given, and take no second connection while one
 * is held.
 */
@AutoConfiguration(
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(TransactionAwareDataSourceProxy.class)
@ConditionalOnBean({RoleModel.class, Wall.class})
@ConditionalOnSingleCandidate(DataSource.class)
class AuthorityAutoConfiguration {

    private final DataSource scoped;
    private final RefusalAudit refusals;

    AuthorityAutoConfiguration(DataSource scoped, ObjectProvider<RefusalAudit> audits) {
        this.scoped = scoped;
        this.refusals =
                (scope, rule) -> audits.stream().forEach(audit -> audit.refused(scope, rule));
    }

    @Bean("bailiwickMembers")
    @ConditionalOnMissingBean
    Members members(RoleModel model) {
        return Members.changing(scoped, joined(), model, refusals);
    }

    @Bean("bailiwickInvitations")
    @ConditionalOnMissingBean
    Invitations invitations(RoleModel model) {
        return new Invitations(joined(), model, refusals);
    }

    @Bean("bailiwickTeams")
    @ConditionalOnMissingBean
    Teams teams() {
        return new Teams(joined(), refusals);
    }

    @Bean("bailiwickShares")
    @ConditionalOnMissingBean
    Shares shares(Wall wall) {
        return new Shares(joined(), wall, refusals);
    }

    @Bean("bailiwickReceivedShares")
    @ConditionalOnMissingBean
    ReceivedShares receivedShares() {
        return new ReceivedShares(joined(), refusals);
    }

    @Bean("bailiwickLimits")
    @ConditionalOnMissingBean
    Limits limits() {
        return new Limits(joined(), refusals);
    }

    /** No bean: whoever is handed the data source itself is behind the wall as well. */
    private DataSource joined() {
        return new TransactionAwareDataSourceProxy(scoped);
    }
}
