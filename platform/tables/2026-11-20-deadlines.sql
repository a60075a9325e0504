-- Everything that must happen at a time. due_at is what was asked for; run_at is when the row may next be taken:
-- due_at at first, then the end of a lease, or the next try after a failure. lease names who took it last.
create table deadlines (
  team_id uuid not null,
  kind text not null,
  key text not null,
  due_at timestamptz not null,
  run_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0),
  lease uuid,
  primary key (team_id, kind, key)
);

create index deadlines_next on deadlines (run_at);
