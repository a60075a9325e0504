-- Why: a contact is one interaction. Outside the seal the server keeps only what routing needs, and drops that when the
-- contact ends. Everything people write stands sealed in the two streams; every wrap of a content key is sealed once more
-- by the contact's erasure key, which is in the key store only.

create table contacts (
  team_id uuid not null,
  contact_id uuid not null,
  line_id uuid not null,
  channel text not null check (channel in ('chat', 'message')),
  language text not null check (language in ('en', 'es')),
  state text not null check (state in ('open', 'ended')),
  ending text check (ending in ('crew', 'caller', 'left', 'blocked', 'done')),
  talk_stream uuid not null,
  crew_stream uuid not null,
  -- hash of the bearer token the caller's page holds in memory; null when there is no page to come back to
  token_hash bytea,
  -- the lowest epoch of each content key the server still takes records under
  talk_epoch integer not null check (talk_epoch >= 1),
  crew_epoch integer not null check (crew_epoch >= 1),
  -- whether the caller wrote anything: decides between 14 days and 24 hours
  written boolean not null,
  seen_by_crew bigint not null check (seen_by_crew >= 0),
  seen_by_caller bigint not null check (seen_by_caller >= 0),
  opened_at timestamptz,
  -- the practice it belongs to: decided by the server when it was opened, and never changed
  practice_id uuid,
  primary key (team_id, contact_id),
  check ((state = 'ended') = (ending is not null)),
  check (state = 'open' or opened_at is null)
);

create unique index contacts_by_token on contacts (team_id, token_hash) where token_hash is not null;

create index contacts_open on contacts (team_id, contact_id) where state = 'open';

-- One row per epoch of a content key: whoever makes an epoch first has made it, for everybody.
create table content_key_epochs (
  team_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('talk', 'crew')),
  epoch integer not null check (epoch >= 1),
  primary key (team_id, contact_id, kind, epoch)
);

create table content_keys (
  team_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('talk', 'crew')),
  epoch integer not null check (epoch >= 1),
  reader text not null,
  sealed bytea not null,
  primary key (team_id, contact_id, kind, epoch, reader)
);

create table contact_people (
  team_id uuid not null,
  contact_id uuid not null,
  member_id uuid not null,
  primary key (team_id, contact_id, member_id)
);

create index contact_people_by_member on contact_people (team_id, member_id);

-- What eight words open: found by the hash of a token derived from them, sealed by a key derived from them.
create table return_boxes (
  team_id uuid not null,
  token_hash bytea not null,
  contact_id uuid not null,
  sealed bytea not null,
  primary key (team_id, token_hash)
);

create unique index return_boxes_by_contact on return_boxes (team_id, contact_id);
