package dev.bailiwick.cli.audit;

import dev.bailiwick.cli.database.Database;
import dev.bailiwick.cli.wall.DeclaredWall;
import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Gate;

import java.util.List;

/** As whom an audit looks. */
enum Role {
    APP {
        @Override
        String of(DeclaredWall declared) {
            return declared.wall().roles().app();
        }

        @Override
        boolean concerns(Fault fault) {
            return true;
        }
    },
    OWNER {
        @Override
        String of(DeclaredWall declared) {
            return declared.wall().roles().owner();
        }

        // that somebody else than the app role looks is what was asked for
        @Override
        boolean concerns(Fault fault) {
            return !Check.SESSION_USER.found(fault);
        }
    };

    abstract String of(DeclaredWall declared);

    abstract boolean concerns(Fault fault);

    List<Fault> faults(DeclaredWall declared, Database database) {
        return database.<List<Fault>>connected(
                _ ->
                        Gate.of(declared.wall()).faults(database.source()).stream()
                                .filter(this::concerns)
                                .toList());
    }
}
