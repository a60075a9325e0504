-- Why: whoever answers at night is looked after too. The server knows ids, times and kinds; every word is sealed for one person,
-- or for two, and goes after 30 days, its erasure key first.

-- What is asked after a shift, for everybody in the team. No row: what the product asks.
create table debrief_questions (
  team_id uuid not null,
  version integer not null check (version >= 1),
  sealed bytea not null,
  primary key (team_id)
);

-- One member is asked about one shift. Answered: for themselves and for whoever they chose; not answered, the row goes with `goes_at`.
create table debriefs (
  team_id uuid not null,
  debrief_id uuid not null,
  shift_id uuid not null,
  member_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('asked', 'not now', 'answered')),
  -- null: nobody but themselves
  carer_id uuid,
  answered_at timestamptz,
  -- sealed by its erasure key once more
  sealed bytea,
  goes_at timestamptz not null,
  primary key (team_id, debrief_id),
  unique (team_id, shift_id, member_id),
  check ((state = 'answered') = (sealed is not null) and (state = 'answered') = (answered_at is not null)),
  check (state = 'answered' or carer_id is null)
);

create index debriefs_of on debriefs (team_id, member_id);
create index debriefs_for on debriefs (team_id, carer_id) where carer_id is not null;

-- Whom somebody chose last.
create table carers (
  team_id uuid not null,
  member_id uuid not null,
  carer_id uuid not null,
  primary key (team_id, member_id)
);

-- Somebody would like to talk: who listens, and until when. About what is nowhere.
create table listenings (
  team_id uuid not null,
  listening_id uuid not null,
  member_id uuid not null,
  owner_id uuid not null,
  fallback_id uuid,
  state text not null check (state in ('open', 'kept', 'let go')),
  late boolean not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  primary key (team_id, listening_id),
  check (owner_id <> member_id and fallback_id is distinct from owner_id and fallback_id is distinct from member_id),
  check ((state = 'open') = (ended_at is null))
);

create index listenings_open on listenings (team_id, owner_id) where state = 'open';

-- It was a hard night, for this member in this shift. Nobody says why.
create table hard_nights (
  team_id uuid not null,
  shift_id uuid not null,
  member_id uuid not null,
  by_id uuid not null,
  at timestamptz not null,
  ended_at timestamptz not null,
  -- they rest until then
  rest_until timestamptz not null,
  -- they said that they have rested enough
  rest_ended boolean not null default false,
  primary key (team_id, shift_id, member_id)
);

create index hard_nights_of on hard_nights (team_id, member_id);

-- A word of care that was read, and is not said again for a while: to the member, or to whoever plans.
create table care_pauses (
  team_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('hours', 'nights', 'hard', 'weekends')),
  reader text not null check (reader in ('self', 'planners')),
  until_at timestamptz not null,
  primary key (team_id, member_id, kind, reader)
);

create table care_rules (
  team_id uuid not null,
  version integer not null check (version >= 1),
  -- hours of rest after a hard night
  rest_hours integer not null check (rest_hours between 12 and 168),
  primary key (team_id)
);

-- From one member to another after a shift, for both alone.
create table thanks (
  team_id uuid not null,
  thanks_id uuid not null,
  shift_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  given_at timestamptz not null,
  seen_at timestamptz,
  -- sealed by its erasure key once more
  sealed bytea not null,
  primary key (team_id, thanks_id),
  unique (team_id, shift_id, from_id, to_id),
  check (from_id <> to_id)
);

create index thanks_to on thanks (team_id, to_id);
