-- Why: who is on when, so that a line is never open with nobody there. The server knows member ids, times, seats and opaque
-- skill codes: it must, to say who is on duty. Names of shifts and of seats, reasons and wishes in words are sealed by consoles.

-- One row for each team that has shifts. Whoever changes the plan or a seat locks it first: so changes come one after the other,
-- on whatever process.
create table shift_plans (
  team_id uuid not null,
  -- when anything was changed last, for consoles that look
  changed_at timestamptz not null,
  -- the team's time zone when shifts were made last
  time_zone text not null,
  primary key (team_id)
);

-- A shift that comes again, or once: when, and with which seats (patternSchema in wire.ts).
create table shift_patterns (
  team_id uuid not null,
  pattern_id uuid not null,
  line_id uuid not null,
  version integer not null check (version >= 1),
  pattern jsonb not null,
  -- the names of the shift and of its seats, for the circle of responders
  sealed text not null,
  -- no shift of it begins on this date or later; null: it goes on
  ended_on text check (ended_on ~ '^\d{4}-\d\d-\d\d$'),
  primary key (team_id, pattern_id)
);

-- Dates on which a line (null: every line) has no shifts, whatever its patterns say.
create table shift_closures (
  team_id uuid not null,
  closure_id uuid not null,
  line_id uuid,
  first_date text not null check (first_date ~ '^\d{4}-\d\d-\d\d$'),
  last_date text not null check (last_date ~ '^\d{4}-\d\d-\d\d$'),
  -- why, for the circle of responders
  sealed text not null,
  primary key (team_id, closure_id),
  check (first_date <= last_date)
);

-- One shift on one date, made ahead of time from its pattern. What has begun stays as it was, whatever becomes of the pattern,
-- of the hours or of the team's time zone.
create table shifts (
  team_id uuid not null,
  shift_id uuid not null,
  pattern_id uuid not null,
  line_id uuid not null,
  -- the date on which it begins, by the team's clock
  night text not null check (night ~ '^\d{4}-\d\d-\d\d$'),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- as the pattern had them: see seatSchema in wire.ts
  seats jsonb not null,
  -- 'off': its line is closed on that date, or its pattern ended; who sat there is told, and it counts for nothing
  state text not null check (state in ('on', 'off')),
  -- everybody in the team sees who sits where; before, only whoever plans
  published boolean not null,
  -- how often its times were changed after it was made: calendars that follow it take the higher one
  moved integer not null default 0 check (moved >= 0),
  -- the beginning that its deadlines are set for; null: it is still far away, or the house was away when it came near
  armed_for timestamptz,
  primary key (team_id, shift_id),
  unique (team_id, pattern_id, night),
  check (starts_at < ends_at)
);

create index shifts_by_start on shifts (team_id, starts_at);
create index shifts_by_end on shifts (team_id, ends_at);
-- those whose deadlines are to be set: looked for every day, and whenever the house comes back
create index shifts_unarmed on shifts (team_id, starts_at) where state = 'on' and armed_for is distinct from starts_at;
create index shifts_begun on shifts (team_id, line_id, starts_at) where published and state = 'on';
create index shifts_ahead on shifts (team_id, line_id, ends_at) where state = 'on';

-- Who holds a seat of a shift. A seat changes hands in one statement: there is no instant at which nobody holds it.
create table seatings (
  team_id uuid not null,
  shift_id uuid not null,
  seat_id uuid not null,
  -- 0 up to the number of places of that seat
  slot integer not null check (slot >= 0),
  member_id uuid not null,
  how text not null check (how in ('placed', 'signed up', 'swapped', 'covered')),
  -- sits beside somebody experienced, and learns
  beside boolean not null,
  since timestamptz not null,
  -- "are you coming?"
  coming text not null check (coming in ('not asked', 'asked', 'yes', 'no')),
  -- when "are you coming?" was asked, and how far the reminders have come: a seat that changes hands begins anew
  asked_at timestamptz,
  reminded text not null default 'none' check (reminded in ('none', 'day', 'raised', 'hours')),
  primary key (team_id, shift_id, seat_id, slot),
  -- asked at the end of a statement, so that two may change seats in one
  unique (team_id, shift_id, member_id) deferrable initially immediate
);

create index seatings_of on seatings (team_id, member_id);

-- Somebody who wants a seat where the coordinator says yes first.
create table seat_wishes (
  team_id uuid not null,
  shift_id uuid not null,
  seat_id uuid not null,
  member_id uuid not null,
  at timestamptz not null,
  -- whoever plans said no: for a while that can be taken back
  refused_at timestamptz,
  primary key (team_id, shift_id, member_id)
);

-- A seat of one shift stays empty: whoever plans said so, and nobody is called because of it. Whoever is seated there ends it.
create table seats_left_empty (
  team_id uuid not null,
  shift_id uuid not null,
  seat_id uuid not null,
  slot integer not null check (slot >= 0),
  by_id uuid not null,
  at timestamptz not null,
  -- why, for the circle of responders; '' once the shift has been over for a week
  sealed text not null,
  primary key (team_id, shift_id, seat_id, slot)
);

-- Somebody rests: nothing new is put into this time. Why, nobody is told.
create table member_rests (
  team_id uuid not null,
  member_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  primary key (team_id, member_id),
  check (from_at < until_at)
);

-- Whoever sits there asks others to take it. Until somebody has, it is still theirs.
create table seat_offers (
  team_id uuid not null,
  offer_id uuid not null,
  shift_id uuid not null,
  seat_id uuid not null,
  slot integer not null,
  member_id uuid not null,
  -- 'swap': a while before, asked of somebody or of everybody; 'drop': cannot come
  kind text not null check (kind in ('swap', 'drop')),
  -- whom it is asked of now; at 'everybody' those who could when it came there, and whoever can later may take it too
  asked uuid[] not null,
  stage text not null check (stage in ('some', 'back-ups', 'everybody', 'coordinators')),
  -- the seat of whoever is asked that is given in return; all of it or none
  return_shift_id uuid,
  return_seat_id uuid,
  return_slot integer,
  state text not null check (state in ('open', 'taken', 'withdrawn', 'over')),
  taken_by uuid,
  made_at timestamptz not null,
  -- when it goes to the next stage
  next_at timestamptz,
  ended_at timestamptz,
  primary key (team_id, offer_id),
  check ((state = 'taken') = (taken_by is not null)),
  check ((state = 'open') = (next_at is not null)),
  check ((state = 'open') = (ended_at is null)),
  check ((return_shift_id is null) = (return_seat_id is null) and (return_shift_id is null) = (return_slot is null))
);

create unique index seat_offers_open on seat_offers (team_id, shift_id, seat_id, slot) where state = 'open';
create index seat_offers_by on seat_offers (team_id, member_id);

-- Who had a seat before whom: for both of them to see, as long as the shift is kept.
create table seat_passings (
  team_id uuid not null,
  shift_id uuid not null,
  seat_id uuid not null,
  slot integer not null,
  at timestamptz not null,
  -- null: nobody had it, and somebody came into the empty seat
  from_id uuid,
  to_id uuid not null,
  how text not null check (how in ('swapped', 'covered')),
  -- null: nobody offered it; a back-up took it where somebody was missing
  offer_id uuid,
  primary key (team_id, shift_id, seat_id, slot, at, to_id),
  check (offer_id is null or from_id is not null)
);

-- When somebody can: their week, dates that differ, leave, and what they wish (availabilitySchema in wire.ts). Reasons and wishes in
-- words are sealed for themselves and for the coordinators.
create table availabilities (
  team_id uuid not null,
  member_id uuid not null,
  version integer not null check (version >= 1),
  given jsonb not null,
  sealed text not null,
  changed_at timestamptz not null,
  primary key (team_id, member_id)
);

-- What the team asks of its shifts (rulesSchema in wire.ts); a team without a row has the usual rules.
create table shift_rules (
  team_id uuid not null,
  version integer not null check (version >= 1),
  rules jsonb not null,
  primary key (team_id)
);

-- A steward or coordinator lets somebody be on duty without a seat, with a reason, until a time.
create table duty_exceptions (
  team_id uuid not null,
  exception_id uuid not null,
  line_id uuid not null,
  member_id uuid not null,
  by_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  sealed text not null,
  primary key (team_id, exception_id),
  check (from_at < until_at)
);

create index duty_exceptions_of on duty_exceptions (team_id, until_at);

-- Somebody's shifts for a calendar, under a secret address of which only the hash is kept.
create table calendar_feeds (
  team_id uuid not null,
  member_id uuid not null,
  token_hash bytea not null,
  -- of its constant titles
  language text not null check (language in ('en', 'es')),
  made_at timestamptz not null,
  primary key (team_id, member_id)
);

create unique index calendar_feeds_by_token on calendar_feeds (team_id, token_hash);
