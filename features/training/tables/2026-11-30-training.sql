-- Why: who may sit in which seat. The server knows opaque ids, an order and times; what a skill or a step is called, and what was
-- noted about anybody, stands sealed. Team configuration is ordered by its ids; what is about a member goes with the member.

create table skills (
  team_id uuid not null,
  skill_id uuid not null,
  -- its place in the list
  place integer not null,
  -- in both languages, for everybody in the team
  sealed_name bytea not null,
  -- months after which it has to be shown again; null for as long as somebody has it
  valid_for integer check (valid_for between 1 and 120),
  retired boolean not null,
  primary key (team_id, skill_id)
);

-- One member, one skill. No row: never said, or long taken back.
create table held_skills (
  team_id uuid not null,
  member_id uuid not null,
  skill_id uuid not null,
  claimed_at timestamptz,
  confirmed_by uuid,
  confirmed_at timestamptz,
  expires_at timestamptz,
  taken_by uuid,
  taken_at timestamptz,
  -- how many of the marks before its end (30 days, 7 days, the end) are past
  told integer not null check (told between 0 and 3),
  -- for coordinators and stewards
  sealed_note bytea,
  changed_by uuid not null,
  changed_at timestamptz not null,
  -- the row before this change, for as long as it can be undone; `none` is true when there was none
  previous jsonb,
  primary key (team_id, member_id, skill_id),
  check ((confirmed_at is null) = (confirmed_by is null)),
  check ((taken_at is null) = (taken_by is null)),
  check (expires_at is null or confirmed_at is not null),
  check (claimed_at is not null or confirmed_at is not null)
);

-- What a newcomer finishes before sitting alone. A version is never changed: whoever is half-way keeps theirs.
create table training_paths (
  team_id uuid not null,
  version integer not null check (version >= 1),
  -- ids, kinds, how often, days; none: the team has no path any more
  steps jsonb not null,
  -- what each step is called and says, for everybody in the team
  sealed_words bytea not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (team_id, version)
);

-- Who walks a path, or walked it. No row: was there before there was a path, and counts as experienced.
create table trainings (
  team_id uuid not null,
  member_id uuid not null,
  version integer not null,
  begun_at timestamptz not null,
  standing text not null check (standing in ('trainee', 'experienced')),
  -- said by somebody, not reached by the path
  by_hand boolean not null,
  -- who said so, or signed last; null when the house did
  set_by uuid,
  set_at timestamptz not null,
  primary key (team_id, member_id),
  check (not by_hand or standing = 'experienced')
);

create index trainees on trainings (team_id) where standing = 'trainee';

-- Each step of somebody's path, who looks after it and until when.
create table training_steps (
  team_id uuid not null,
  member_id uuid not null,
  step_id uuid not null,
  -- null: nobody in the team could; then everybody who plans is told
  owner_id uuid,
  due_at timestamptz not null,
  is_done boolean not null,
  primary key (team_id, member_id, step_id)
);

create index training_steps_of_owner on training_steps (team_id, owner_id) where not is_done;

-- What was done. For a shadow shift that the roster counted, the mark is the shift's id, so that it counts once.
create table training_marks (
  team_id uuid not null,
  member_id uuid not null,
  step_id uuid not null,
  mark_id uuid not null,
  -- null when the roster counted it
  by_id uuid,
  at timestamptz not null,
  sealed_note bytea,
  primary key (team_id, member_id, mark_id)
);
