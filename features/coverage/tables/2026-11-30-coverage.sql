-- Why: a roster that is worked out is seen, stopped and gone on with from every process, and a process that dies takes nothing of it
-- along. Ids, seats, dates, times and counts; nothing sealed, and nothing that is not gone a day later.

-- Of each kind one for a team, and of both together one under way: a search takes a processor for as long as it lasts.
create table roster_searches (
  team_id uuid not null,
  search_id uuid not null,
  kind text not null check (kind in ('proposal', 'plan')),
  asked jsonb not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  state text not null check (state in ('under way', 'done', 'stopped', 'broke off', 'failed')),
  -- the process that works on it, and until when it need not be heard of
  worker uuid,
  worker_until timestamptz,
  progress jsonb not null,
  -- the best so far while it is under way; null: nothing was found yet
  result jsonb,
  primary key (team_id, search_id),
  unique (team_id, kind),
  check ((state = 'under way') = (worker is not null) and (state = 'under way') = (worker_until is not null)),
  check (state <> 'done' or result is not null)
);

create unique index roster_searches_under_way on roster_searches (team_id) where state = 'under way';
