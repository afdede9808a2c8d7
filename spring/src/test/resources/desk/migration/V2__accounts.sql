-- snippet accounts
create table workspace (
    id uuid primary key default gen_random_uuid(),
    name text not null
);
create table person (
    id uuid primary key default gen_random_uuid(),
    email text not null unique
);
-- end
