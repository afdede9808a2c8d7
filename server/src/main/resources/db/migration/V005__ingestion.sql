-- Uploads: safe, as compressed chunks, before they are answered; removed when the findings are written.
create table ingestion (
    tenant_id    uuid not null default bailiwick.tenant() references tenant on delete cascade,
    id           uuid not null default uuidv7(),
    -- receiving is never shown: the body has not ended yet
    status       text not null default 'receiving' check (status in ('receiving', 'pending', 'processing', 'completed', 'failed')),
    stored_bytes bigint not null default 0,
    total        bigint not null default 0,
    processed    bigint not null default 0,
    invalid      bigint not null default 0,
    -- records of the file, good and bad, whose findings are written: where work goes on after an interruption
    written      bigint not null default 0,
    reason       text,
    inserted_at  timestamptz not null default now(),
    -- the receiver's sign of life; a receiving row without one for minutes is removed
    touched_at   timestamptz not null default now(),
    -- when the body had ended; the order in which uploads of one account are written
    requested_at timestamptz not null default now(),
    started_at   timestamptz,
    completed_at timestamptz,
    primary key (tenant_id, id)
);
-- few at a time: what takes room, what is to be written, what was given up
create index ingestion_open on ingestion (tenant_id) where status in ('receiving', 'pending', 'processing');

create table ingestion_chunk (
    tenant_id    uuid not null default bailiwick.tenant(),
    ingestion_id uuid not null,
    seq          integer not null,
    data         bytea not null,
    primary key (tenant_id, ingestion_id, seq),
    foreign key (tenant_id, ingestion_id) references ingestion on delete cascade
);
alter table ingestion_chunk alter column data set storage external;

-- the accounts inside, known when the body has ended: a later upload with one of them waits
create table ingestion_account (
    tenant_id    uuid not null default bailiwick.tenant(),
    ingestion_id uuid not null,
    provider     text not null,
    uid          text not null,
    -- what made its results and whose account it is, by its first record
    source       jsonb not null,
    primary key (tenant_id, ingestion_id, provider, uid),
    foreign key (tenant_id, ingestion_id) references ingestion on delete cascade
);

create table ingestion_error (
    tenant_id    uuid not null default bailiwick.tenant(),
    ingestion_id uuid not null,
    id           uuid not null default uuidv7(),
    -- of the record in the file, from zero; null where the file itself is wrong
    position     bigint,
    pointer      text,
    reason       text not null,
    primary key (tenant_id, ingestion_id, id),
    foreign key (tenant_id, ingestion_id) references ingestion on delete cascade
);
