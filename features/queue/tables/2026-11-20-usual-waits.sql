-- Why: when a contact ends, the queue forgets how it came to its answer (store-forget.ts): what stays here until erasure is
-- its end, and its history to the minute. How long callers of a line usually wait is counted apart, in steps, with no
-- contact, no member and no time. Counts are halved when there are many, so the old ones fade.

create table usual_waits (
  team_id uuid not null,
  line_id uuid not null,
  -- answered within so many seconds, and not within the step before
  within_seconds integer not null,
  answers integer not null check (answers >= 0),
  primary key (team_id, line_id, within_seconds)
);
