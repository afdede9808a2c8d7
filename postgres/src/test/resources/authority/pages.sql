-- Run by the owner, behind the tables of authority; AuthorityGuideIT runs it.

-- snippet pages
create table page (
    tenant_id uuid not null default bailiwick.tenant(),
    id uuid not null default gen_random_uuid(),
    author_id uuid not null default bailiwick.principal(),
    team_id uuid,
    title text not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, team_id) references bailiwick_authority.team
);
-- end
