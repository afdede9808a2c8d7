package dev.bailiwick.spring.desk;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.authority.Change;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.spring.RequiresPermission;
import dev.bailiwick.spring.member.Memberships;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

@RestController
@RequiresPermission("MEMBER_MANAGE")
class MemberPages {

    private final Members members;
    private final Memberships memberships;
    private final RoleModel model;
    private final JdbcClient client;

    MemberPages(Members members, Memberships memberships, RoleModel model, JdbcClient client) {
        this.members = members;
        this.memberships = memberships;
        this.model = model;
        this.client = client;
    }

    // snippet pages
    @GetMapping("/members")
    List<?> list() {
        return client.sql(
                        """
                        select p.email || ' ' || array_to_string(m.roles, ' ')
                        from bailiwick_authority.membership m join person p on p.id = m.principal_id
                        order by 1
                        """)
                .query()
                .singleColumn();
    }

    /** In one transaction with the change, whatever follows it is in the same scope. */
    @PostMapping("/members/{who}/roles")
    @Transactional
    List<?> give(@PathVariable("who") UUID who, @RequestParam("role") String role)
            throws SQLException {
        given(who, role);
        return list();
    }

    /** Where the change is committed first, what follows it takes the scope of now. */
    @PostMapping("/members/{who}/roles-first")
    List<?> giveFirst(@PathVariable("who") UUID who, @RequestParam("role") String role)
            throws SQLException {
        given(who, role);
        return memberships.anew(() -> list());
    }

    private void given(UUID who, String role) throws SQLException {
        Change change = members.give(new PrincipalId(who), Set.of(model.require(role)));
        if (change != Change.DONE) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, change.toString());
        }
    }

    // end

    /** Reads on by what was before. */
    @PostMapping("/members/{who}/roles-carelessly")
    List<?> giveCarelessly(@PathVariable("who") UUID who, @RequestParam("role") String role)
            throws SQLException {
        given(who, role);
        return list();
    }

    @PostMapping("/members/{who}/roles-in-vain")
    @Transactional
    List<?> giveInVain(@PathVariable("who") UUID who, @RequestParam("role") String role)
            throws SQLException {
        given(who, role);
        throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "a rule of business");
    }
}
