-- Durable streams: rows in the order everybody sees them. Deliberately without any time: when somebody wrote is inside the seal.
-- A dropped stream stays as an empty tombstone for a day, so that a late message is refused and cannot bring it back.
create table stream_heads (
  team_id uuid not null,
  stream_id text not null check (length(stream_id) between 1 and 200),
  last_seq integer not null check (last_seq >= 0),
  dropped boolean not null default false,
  primary key (team_id, stream_id)
);

create table stream_rows (
  team_id uuid not null,
  stream_id text not null,
  seq integer not null check (seq > 0),
  id uuid not null,
  body text not null,
  primary key (team_id, stream_id, seq),
  unique (team_id, stream_id, id)
);
