-- Why: somebody wants to help, and is not forgotten. The server knows where a card is, whose, until when, and which member it
-- became; what somebody wrote and what was noted stands sealed to the coordinators' circle, under an erasure key of its own.

create table newcomers (
  team_id uuid not null,
  newcomer_id uuid not null,
  -- of the page that was used
  language text not null check (language in ('en', 'es')),
  state text not null check (state in ('new', 'read', 'talked', 'invited', 'training', 'ready', 'done', 'declined')),
  -- where somebody was who was not taken on
  declined_from text check (declined_from in ('new', 'read', 'talked', 'invited')),
  member_id uuid,
  -- null: nobody in the team could; then everybody who plans is told
  owner_id uuid,
  due_at timestamptz,
  -- how often its being overdue was called out
  told integer not null check (told >= 0),
  -- when all of it is destroyed
  goes_at timestamptz,
  -- of the words with which somebody erases it themselves
  code_hash bytea not null,
  sealed bytea not null,
  primary key (team_id, newcomer_id),
  check ((due_at is null) = (state in ('done', 'declined'))),
  check ((goes_at is null) = (due_at is not null)),
  check ((declined_from is null) = (state <> 'declined')),
  check ((member_id is null) = (state in ('new', 'read', 'talked', 'invited', 'declined')))
);

create unique index newcomers_by_code on newcomers (team_id, code_hash);
create unique index newcomers_by_member on newcomers (team_id, member_id) where member_id is not null;
create index newcomers_of_owner on newcomers (team_id, owner_id) where due_at is not null;

create table newcomer_notes (
  team_id uuid not null,
  newcomer_id uuid not null,
  note_id uuid not null,
  by_id uuid not null,
  at timestamptz not null,
  sealed bytea not null,
  primary key (team_id, newcomer_id, note_id)
);

-- In how many days each step is due; a team without a row does as usual.
create table newcomer_days (
  team_id uuid primary key,
  days jsonb not null
);

-- Since when the team takes nobody new; a team without a row does.
create table newcomer_pauses (
  team_id uuid primary key,
  since timestamptz not null
);
