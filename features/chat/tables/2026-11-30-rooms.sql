-- Why: the shift of the next night is shown what the one before left, and until when that is kept: to the minute at which its deadline
-- destroys it, whatever becomes of the team's time zone. Null: a room that was made before this was kept.
alter table shift_rooms add column goes_at timestamptz;
