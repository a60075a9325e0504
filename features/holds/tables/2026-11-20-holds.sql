-- Why: an ended contact or a closed case goes by itself. What a clock says is worked out from when it started and by which
-- measure, never stored, so that a changed period, a hold or a promise moves every object it concerns.

create table erasing_clocks (
  team_id uuid not null,
  object_id uuid not null,
  kind text not null check (kind in ('contact', 'case')),
  line_id uuid not null,
  -- words, wordless, case: a period of the line; wish: the caller's page asked; now: the person asked whoever works it;
  -- practice: a day after the practice was started, whatever its state
  measure text not null check (measure in ('words', 'wordless', 'case', 'wish', 'now', 'practice')),
  started_at timestamptz not null,
  primary key (team_id, object_id)
);

create index erasing_clocks_by_line on erasing_clocks (team_id, line_id);

-- No clock destroys an unkept promise: an object waits while it has a row here.
create table object_promises (
  team_id uuid not null,
  object_id uuid not null,
  promise_id uuid not null,
  primary key (team_id, object_id, promise_id)
);

-- How long a line keeps. A line without a row keeps the standard periods (rules.ts).
create table kept_periods (
  team_id uuid not null,
  line_id uuid not null,
  contact_days integer not null check (contact_days between 1 and 30),
  case_days integer not null check (case_days between 1 and 90),
  primary key (team_id, line_id)
);

-- What one steward asks for and another agrees to, or what waits in everybody's sight: a hold, other periods, an export.
create table motions (
  team_id uuid not null,
  motion_id uuid not null,
  kind text not null check (kind in ('hold', 'periods', 'export')),
  state text not null check (state in ('open', 'standing', 'over', 'withdrawn')),
  moved_by uuid not null,
  moved_at timestamptz not null,
  -- null: it waits for a second steward
  waits_until timestamptz,
  agreed_by uuid,
  runs_out_at timestamptz not null,
  ended_at timestamptz,
  object_kind text check (object_kind in ('contact', 'case')),
  object_id uuid,
  until_at timestamptz,
  -- the sealed record with the reason; its key is in hold_keys, sealed once more by the object's erasure key
  reason text,
  line_id uuid,
  contact_days integer check (contact_days between 1 and 30),
  case_days integer check (case_days between 1 and 90),
  primary key (team_id, motion_id),
  check (kind <> 'hold' or (object_kind is not null and until_at is not null)),
  check (kind <> 'periods' or (line_id is not null and contact_days is not null and case_days is not null)),
  check ((state in ('over', 'withdrawn')) = (ended_at is not null)),
  check (agreed_by is null or agreed_by <> moved_by)
);

create index motions_by_object on motions (team_id, object_id) where object_id is not null;

create table hold_keys (
  team_id uuid not null,
  motion_id uuid not null,
  reader text not null,
  sealed bytea not null,
  primary key (team_id, motion_id, reader)
);
