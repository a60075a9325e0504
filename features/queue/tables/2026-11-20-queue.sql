-- Why: every contact that wants an answer is one row of waitings until it is over; the row says all that decides what comes
-- next, and its deadline (kind queue.next) is set in the same transaction. Nothing here says who the caller is or what they
-- wrote. Rows go when the contact is erased.

create table waitings (
  team_id uuid not null,
  contact_id uuid not null,
  line_id uuid not null,
  channel text not null,
  language text not null,
  -- how the line asked when the contact came: a change of the line never upsets a ringing
  asking jsonb not null,
  state text not null check (state in ('waiting', 'unlocking', 'claimed', 'offered', 'handover', 'left', 'message', 'ended')),
  purpose text not null check (purpose in ('answer', 'handover', 'offer')),
  -- when this caller began to wait, and when the present wait began
  asked_at timestamptz not null,
  since timestamptz not null,
  wave integer not null check (wave >= 0),
  wave_at timestamptz not null,
  told boolean not null,
  responder uuid,
  claimer uuid,
  unlock_by timestamptz,
  gone_at timestamptz,
  watch_at timestamptz,
  caller_gone_at timestamptz,
  round integer not null check (round >= 1),
  answered_at timestamptz,
  -- who takes part, where it is practice: nobody else is asked; null: somebody really waits
  practice uuid[],
  primary key (team_id, contact_id),
  check ((state = 'unlocking') = (claimer is not null and unlock_by is not null)),
  check (state not in ('claimed', 'offered') or responder is not null),
  check (state <> 'claimed' or watch_at is not null),
  check (state <> 'waiting' or purpose = 'answer'),
  check (state <> 'handover' or purpose = 'handover'),
  check (state <> 'offered' or purpose = 'offer')
);

create index waitings_live on waitings (team_id, since) where state not in ('left', 'message', 'ended');

-- One claim for each time a contact rings: the primary key lets exactly one in, whatever the code above it does.
create table claims (
  team_id uuid not null,
  contact_id uuid not null,
  round integer not null,
  member_id uuid not null,
  at timestamptz not null,
  primary key (team_id, contact_id, round)
);

create table rings (
  team_id uuid not null,
  contact_id uuid not null,
  member_id uuid not null,
  state text not null
    check (state in ('asked', 'delivered', 'seen', 'claimed', 'declined', 'expired', 'handed over', 'left')),
  since timestamptz not null,
  asks integer not null default 1,
  primary key (team_id, contact_id, member_id)
);

create index rings_open on rings (team_id, member_id) where state in ('asked', 'delivered', 'seen');

-- What happened, in order: shown in the conversation, never changed.
create table ring_entries (
  team_id uuid not null,
  contact_id uuid not null,
  entry_id uuid not null,
  at timestamptz not null,
  position integer not null,
  kind text not null,
  member_id uuid,
  primary key (team_id, contact_id, entry_id)
);
