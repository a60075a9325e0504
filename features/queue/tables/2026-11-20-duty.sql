-- Why: who is on duty now, on which lines, and whether anything of theirs can ring. Rosters will come later and will be
-- one more condition of the same function (onDuty), not another table that means the same.

create table duties (
  team_id uuid not null,
  member_id uuid not null,
  line_ids uuid[] not null check (cardinality(line_ids) > 0),
  languages text[] not null,
  since timestamptz not null,
  break_since timestamptz,
  -- the end of their last conversation, or the clocking in: the longest idle is asked first
  idle_since timestamptz not null,
  primary key (team_id, member_id)
);

-- A test ring goes the way of every ring, to one session: one device. It counts once somebody says they heard it.
create table test_rings (
  team_id uuid not null,
  session_id text not null,
  member_id uuid not null,
  ring_id uuid not null,
  at timestamptz not null,
  heard_at timestamptz,
  primary key (team_id, session_id)
);

-- Live consoles and callers' pages, per server process. A process that is killed cannot say so: its beat stops.
create table presence_beats (
  team_id uuid not null,
  process_id uuid not null,
  beat_at timestamptz not null,
  primary key (team_id, process_id)
);

create table presences (
  team_id uuid not null,
  process_id uuid not null,
  kind text not null check (kind in ('member', 'caller')),
  -- a member or a contact
  who uuid not null,
  primary key (team_id, process_id, kind, who)
);

create index presences_of on presences (team_id, kind, who);

-- Per line: since when it is open with nobody to ask, and whether the alarm went out.
create table covers (
  team_id uuid not null,
  line_id uuid not null,
  uncovered_since timestamptz not null,
  alarmed_at timestamptz,
  primary key (team_id, line_id)
);
