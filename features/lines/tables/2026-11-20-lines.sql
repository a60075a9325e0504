-- A public way in. Nothing in it is secret: it is what the line's page says, and how the crew rings. `written` holds the texts, hours
-- and policies as one document, because they are read and saved together; what other rows or addresses depend on has columns.
create table lines (
  team_id uuid not null,
  line_id uuid not null,
  version integer not null check (version >= 1),
  path text not null check (path ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  is_root boolean not null,
  written jsonb not null,
  changed_at timestamptz not null,
  primary key (team_id, line_id),
  unique (team_id, path)
);

-- One front door at most.
create unique index lines_one_root on lines (team_id) where is_root;
