-- Why: what the crew owes, to be kept by somebody until a time, whatever happens to that somebody. A row says whose and when;
-- what was promised, to whom, and how an attempt went stand sealed in the case's track. Rows go with their case.

create table promises (
  team_id uuid not null,
  promise_id uuid not null,
  case_id uuid not null,
  -- whose policy on callbacks holds
  line_id uuid not null,
  kind text not null check (kind in ('callback', 'follow-up')),
  state text not null check (state in ('open', 'trying', 'deciding', 'kept', 'let go')),
  owner_id uuid not null,
  -- who it goes to when it is due, or when its owner goes; null once it went there, or when nobody else may have it
  fallback_id uuid,
  due_at timestamptz not null,
  -- it was due, and is called out every day
  late boolean not null,
  attempts integer not null check (attempts >= 0),
  -- when the last attempt ended
  tried_at timestamptz,
  -- the attempt that is going on
  attempt_id uuid,
  -- when the deadline of this row is
  next_at timestamptz,
  -- the last change of any of this: what happened since the last shift
  changed_at timestamptz not null,
  -- of a practice case: shown as such, alarmed to nobody else, never counted
  practice_id uuid,
  primary key (team_id, promise_id),
  check ((state in ('kept', 'let go')) = (next_at is null)),
  check ((state = 'trying') = (attempt_id is not null)),
  check (state <> 'trying' or kind = 'callback'),
  check (fallback_id <> owner_id),
  check (not late or fallback_id is null)
);

create index promises_owed on promises (team_id, due_at, promise_id) where state in ('open', 'trying', 'deciding');
create index promises_owned on promises (team_id, owner_id, due_at) where state in ('open', 'trying', 'deciding');
create index promises_of_case on promises (team_id, case_id);
create index promises_changed on promises (team_id, changed_at);

-- How often a line tries, and how far apart; a line without a row does as usual.
create table callback_policies (
  team_id uuid not null,
  line_id uuid not null,
  attempts integer not null check (attempts between 1 and 20),
  apart_minutes integer not null check (apart_minutes between 1 and 10080),
  primary key (team_id, line_id)
);

-- Who is away: nothing new is theirs until then. No reason is asked for.
create table aways (
  team_id uuid not null,
  member_id uuid not null,
  until timestamptz not null,
  primary key (team_id, member_id)
);

-- The last shift of a line whose beginning was told.
create table shifts_told (
  team_id uuid not null,
  line_id uuid not null,
  opened_at timestamptz not null,
  primary key (team_id, line_id)
);
