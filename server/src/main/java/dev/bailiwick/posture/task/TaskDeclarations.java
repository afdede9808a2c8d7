package dev.bailiwick.posture.task;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What jobs look like on the wire, where they are called tasks. */
@Configuration(proxyBeanMethods = false)
class TaskDeclarations {

    private static final Table<?> JOB = DSL.table(DSL.name("job"));
    private static final Field<UUID> ID = DSL.field(DSL.name("job", "id"), SQLDataType.UUID);
    private static final Field<String> NAME = text("name");
    private static final Field<String> STATE = text("state");
    private static final Field<OffsetDateTime> INSERTED_AT = time("inserted_at");

    /**
     * Set from the start: while the task is not over, when it was asked for, last retried or begun.
     */
    private static final Field<OffsetDateTime> COMPLETED_AT =
            DSL.greatest(time("completed_at"), time("started_at"), INSERTED_AT);

    /**
     * With the jobs that it still waits for, as far as the reader sees them, and the time that it
     * waits for.
     */
    private static final Field<JSONB> METADATA =
            DSL.field(
                    """
                    case when job.state = 'available' then job.metadata
                    when job.state = 'scheduled' then job.metadata || (
                        select jsonb_build_object('waits_for',
                            coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'state', o.state)), '[]'))
                        from job_need n
                        join job o on o.tenant_id = n.tenant_id and o.id = n.needs_id
                        where n.tenant_id = job.tenant_id and n.job_id = job.id and o.state <> 'completed')
                    else job.metadata - 'due_at' end
                    """,
                    SQLDataType.JSONB);

    static final ResourceType TASKS =
            ResourceType.named("tasks")
                    .path("/tasks")
                    .from(JOB, ID)
                    .attribute("inserted_at", INSERTED_AT, Kind.timestamp())
                    .attribute("completed_at", COMPLETED_AT, Kind.timestamp())
                    .attribute("name", NAME, Kind.text())
                    .attribute(
                            "state",
                            STATE,
                            Kind.words(
                                    "available",
                                    "scheduled",
                                    "executing",
                                    "completed",
                                    "failed",
                                    "cancelled"))
                    .attribute("result", json("result"), Kind.json().nullable())
                    .attribute("task_args", json("args"), Kind.object())
                    .attribute("metadata", METADATA, Kind.object())
                    .build();

    private static final Listing LIST =
            Listing.of(TASKS)
                    .filter("name", Match.EXACT, Match.ICONTAINS)
                    .filter("state")
                    .filter(Filter.search(NAME))
                    .sort("inserted_at", "completed_at", "name", "state")
                    .order(INSERTED_AT.desc())
                    .build();

    @Bean
    Declarations taskTypes() {
        return Declarations.of(TASKS, LIST);
    }

    private static Field<String> text(String column) {
        return DSL.field(DSL.name("job", column), SQLDataType.CLOB);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field(DSL.name("job", column), SQLDataType.OFFSETDATETIME);
    }

    private static Field<JSONB> json(String column) {
        return DSL.field(DSL.name("job", column), SQLDataType.JSONB);
    }
}
