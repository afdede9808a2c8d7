package dev.bailiwick.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a table's rows are everybody's.
 *
 * @param column is true in rows that are everybody's; without one it is the null in the tenant
 *     column that tells them
 */
record SharedRows(Optional<String> column) {

    SharedRows {
        column.ifPresent(name -> Name.check("column", name));
    }

    Object words() {
        return column.<Object>map(name -> Map.of("where", name)).orElse("without-tenant");
    }

    Predicate are(String tenantColumn) {
        return column.map(Predicate::isTrue)
                .orElseGet(() -> Predicate.anyNull(List.of(tenantColumn)));
    }
}
