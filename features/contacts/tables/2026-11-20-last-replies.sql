-- Why: after the end the crew may leave one last reply for a caller who has eight words. One row, so that it stays one.

create table last_replies (
  team_id uuid not null,
  contact_id uuid not null,
  record_id uuid not null,
  primary key (team_id, contact_id)
);
