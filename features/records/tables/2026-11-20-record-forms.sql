-- Why: each team words the record in its own way, and a contact keeps the version it was taken with. Configuration, nothing
-- of any contact: version 0 is built in; a row is a whole form, never changed once it is there.

create table record_forms (
  team_id uuid not null,
  version integer not null check (version >= 1),
  form jsonb not null,
  made_at timestamptz not null,
  primary key (team_id, version)
);

-- Lines on which "thinking of dying" is asked with the Columbia screener.
create table record_screeners (
  team_id uuid not null,
  line_id uuid not null,
  primary key (team_id, line_id)
);
