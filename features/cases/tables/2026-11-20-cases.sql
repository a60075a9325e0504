-- Why: a case is what must be remembered. Outside the seal the server keeps who may open it, its random name and when it
-- goes; what it is about, who it is and when it began stand sealed in its stream. Every wrap of its content keys is sealed
-- once more by the case's erasure key, which is in the key store only.

create table cases (
  team_id uuid not null,
  case_id uuid not null,
  -- whose periods say how long it is kept, and whose policy its callbacks follow
  line_id uuid not null,
  -- three random words, made by the console that opened it; they say nothing of the case
  code text not null,
  state text not null check (state in ('open', 'closed')),
  stream_id uuid not null,
  -- the lowest epoch of its content key the server still takes records under
  key_epoch integer not null check (key_epoch >= 1),
  fallback_id uuid,
  -- a hand-over that waits for a yes
  offered_by uuid,
  offered_to uuid,
  -- opened from a practice contact: it is practice too, and goes with it
  practice_id uuid,
  primary key (team_id, case_id),
  check ((offered_by is null) = (offered_to is null))
);

create unique index cases_by_code on cases (team_id, code);

create table case_people (
  team_id uuid not null,
  case_id uuid not null,
  member_id uuid not null,
  primary key (team_id, case_id, member_id)
);

create index case_people_by_member on case_people (team_id, member_id);

-- One row per epoch of a content key: whoever makes an epoch first has made it, for everybody.
create table case_key_epochs (
  team_id uuid not null,
  case_id uuid not null,
  epoch integer not null check (epoch >= 1),
  primary key (team_id, case_id, epoch)
);

create table case_keys (
  team_id uuid not null,
  case_id uuid not null,
  epoch integer not null check (epoch >= 1),
  reader text not null,
  sealed bytea not null,
  primary key (team_id, case_id, epoch, reader)
);

-- Which contacts belong to a case: they are kept as long as it is.
create table case_contacts (
  team_id uuid not null,
  case_id uuid not null,
  contact_id uuid not null,
  primary key (team_id, case_id, contact_id)
);

create index case_contacts_by_contact on case_contacts (team_id, contact_id);
