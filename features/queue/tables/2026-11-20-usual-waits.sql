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

drop index waitings_answered;

-- Contacts that ended before this was so are forgotten as well.
delete from claims c using waitings w
  where w.team_id = c.team_id and w.contact_id = c.contact_id and w.state in ('left', 'message', 'ended');

delete from rings r using waitings w
  where w.team_id = r.team_id and w.contact_id = r.contact_id and w.state in ('left', 'message', 'ended');

delete from ring_entries e using waitings w
  where w.team_id = e.team_id and w.contact_id = e.contact_id and w.state in ('left', 'message', 'ended')
    and (e.kind in ('asked', 'delivered', 'seen', 'declined', 'expired', 'unlocking', 'not unlocked')
      or (e.kind = 'left' and e.member_id is not null));

update ring_entries e set at = date_trunc('minute', e.at) from waitings w
  where w.team_id = e.team_id and w.contact_id = e.contact_id and w.state in ('left', 'message', 'ended');

update waitings set language = '', asking = '{}', wave = 0, told = false, responder = null, claimer = null, unlock_by = null,
  gone_at = null, watch_at = null, caller_gone_at = null, round = 1, asked_at = 'epoch', since = 'epoch', wave_at = 'epoch',
  answered_at = case when answered_at is not null then timestamptz 'epoch' end
  where state in ('left', 'message', 'ended');
