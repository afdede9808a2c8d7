-- Uploads: safe, as compressed chunks, before they are answered; removed when the ingestion ends.
create table ingestion (
    tenant_id    uuid not null default bailiwick.tenant() references tenant on delete cascade,
    -- UUIDv7, so the order of ids is the order of receipt
    id           uuid not null default uuidv7(),
    -- receiving is never shown: the body has not ended yet
    status       text not null default 'receiving' check (status in ('receiving', 'pending', 'processing', 'completed', 'failed')),
    -- the accounts inside are known (ingestion_account), so a later upload can tell whether it must wait
    examined     boolean not null default false,
    stored_bytes bigint not null default 0,
    total        bigint not null default 0,
    processed    bigint not null default 0,
    invalid      bigint not null default 0,
    reason       text,
    inserted_at  timestamptz not null default now(),
    -- the receiver's sign of life; a receiving row without one for minutes is removed
    touched_at   timestamptz not null default now(),
    requested_at timestamptz not null default now(),
    started_at   timestamptz,
    completed_at timestamptz,
    primary key (tenant_id, id)
);

create table ingestion_chunk (
    tenant_id    uuid not null default bailiwick.tenant(),
    ingestion_id uuid not null,
    seq          integer not null,
    data         bytea not null,
    primary key (tenant_id, ingestion_id, seq),
    foreign key (tenant_id, ingestion_id) references ingestion on delete cascade
);
alter table ingestion_chunk alter column data set storage external;

create table ingestion_account (
    tenant_id    uuid not null default bailiwick.tenant(),
    ingestion_id uuid not null,
    provider     text not null,
    uid          text not null,
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
