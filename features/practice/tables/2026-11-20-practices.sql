-- Why: a line is rehearsed with one of the team playing the caller. The server must know from its own row, never from what a
-- page says, that a contact is practice, and whom it may ring. The row goes with everything that was made in it.

create table practices (
  team_id uuid not null,
  practice_id uuid not null,
  line_id uuid not null,
  started_by uuid not null,
  -- who takes part as responders: nobody else is rung or alarmed
  members uuid[] not null check (cardinality(members) > 0),
  started_at timestamptz not null,
  -- of the token in the link; the token itself is shown once and kept nowhere
  token_hash bytea not null,
  link_until timestamptz not null,
  -- what the link began; with it the link is used
  contact_id uuid,
  primary key (team_id, practice_id)
);

create unique index practices_by_token on practices (team_id, token_hash);
