-- One organisation that runs lines. Almost every installation has exactly one.
create table teams (
  team_id uuid primary key,
  name text not null check (char_length(name) between 1 and 200),
  languages text[] not null check (cardinality(languages) > 0),
  time_zone text not null
);

-- A person of the team. Their name exists only sealed (`card`), made and opened by consoles.
-- The identifier must be random (UUIDv4): a v7 would tell when somebody joined, and the invented answers that we give
-- for handles nobody has would stand out.
create table members (
  team_id uuid not null references teams,
  member_id uuid not null check (substr(member_id::text, 15, 1) = '4'),
  roles text[] not null check (roles <@ array['responder', 'coordinator', 'steward']),
  state text not null check (state in ('active', 'removed')),
  card bytea,
  primary key (team_id, member_id),
  check (state = 'removed' or cardinality(roles) > 0)
);

-- The three kinds of ways in. What opens the vault never comes here: only public recipients, hashes and public keys.
-- The seed of the time-based codes is sealed under a key that follows from the sign-in secret, so it cannot be read at rest.
create table passphrases (
  team_id uuid not null,
  member_id uuid not null,
  handle_hash bytea not null,
  secret_hash bytea not null,
  recipient text not null,
  totp_sealed bytea not null,
  totp_last_step bigint not null default 0,
  primary key (team_id, member_id),
  unique (team_id, handle_hash),
  foreign key (team_id, member_id) references members
);

create table passkeys (
  team_id uuid not null,
  credential_id text not null,
  member_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  recipient text not null,
  device text not null check (device in ('phone', 'computer', 'tablet', 'key', 'other')),
  primary key (team_id, credential_id),
  foreign key (team_id, member_id) references members
);

create index passkeys_of_member on passkeys (team_id, member_id);

create table paper_keys (
  team_id uuid not null,
  member_id uuid not null,
  lookup bytea not null,
  secret_hash bytea not null,
  recipient text not null,
  primary key (team_id, member_id),
  unique (team_id, lookup),
  foreign key (team_id, member_id) references members
);

-- A signed-in console. No address and no browser detail; the kind of device is what the member chose, or nothing.
-- `previous_hash` is the token before the last rotation, good until the new one has been seen for a while.
create table sessions (
  team_id uuid not null,
  session_id uuid not null,
  member_id uuid not null,
  token_hash bytea not null,
  previous_hash bytea,
  device text not null default 'other' check (device in ('phone', 'computer', 'tablet', 'key', 'other')),
  started_at timestamptz not null,
  seen_at timestamptz not null,
  rotated_at timestamptz not null,
  proved_at timestamptz not null,
  primary key (team_id, session_id),
  unique (team_id, token_hash),
  foreign key (team_id, member_id) references members
);

create index sessions_of_member on sessions (team_id, member_id);
create index sessions_by_previous on sessions (team_id, previous_hash);

-- What happened to a member's own ways in: the kind and the day, nothing else, for 30 days.
create table member_events (
  team_id uuid not null,
  member_id uuid not null,
  event_id uuid not null,
  kind text not null,
  day date not null,
  primary key (team_id, member_id, event_id)
);

-- Keys of this installation, made when first needed: they sign challenges and blind handles.
-- Before there is a team, team_id is all zeros.
create table installation_keys (
  team_id uuid not null,
  purpose text not null,
  key bytea not null,
  primary key (team_id, purpose)
);

-- Passkey challenges that were answered, so that none is answered twice. Forgotten when they would no longer be valid.
create table spent_challenges (
  team_id uuid not null,
  challenge bytea not null,
  until timestamptz not null,
  primary key (team_id, challenge)
);
