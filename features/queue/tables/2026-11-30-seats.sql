-- Why: on a line with a roster, on duty means to sit in a shift that goes on and to be clocked in. Who sits is with the shifts; here
-- is only when somebody is clocked out by itself, and in which shifts somebody is missing.

-- null: they stay clocked in until they go, on a line without a roster
alter table duties add column off_at timestamptz;

-- A shift that nears or goes on with somebody missing: since when, and when it was called out last. Gone once everybody is there.
create table short_shifts (
  team_id uuid not null,
  shift_id uuid not null,
  since timestamptz not null,
  called_at timestamptz not null,
  primary key (team_id, shift_id)
);
