-- Why: a message left has an owner and a due time until somebody has dealt with it; the row holds no content, which stands
-- sealed in the contact's talk. A night's room is one sealed thread for everybody on duty, gone seven days after the night.

create table messages_left (
  team_id uuid not null,
  contact_id uuid not null,
  line_id uuid not null,
  language text not null check (language in ('en', 'es')),
  arrived_at timestamptz not null,
  due_at timestamptz not null,
  -- a message belongs to somebody from its birth; null only while the team has nobody who may have it
  owner_id uuid,
  -- who it goes to when it is due; null once it went there, or when there is nobody else
  fallback_id uuid,
  -- it was due, and was called out
  late boolean not null default false,
  state text not null check (state in ('open', 'done')),
  done_at timestamptz,
  -- the practice it belongs to
  practice_id uuid,
  primary key (team_id, contact_id),
  check ((state = 'done') = (done_at is not null))
);

create table shift_rooms (
  team_id uuid not null,
  room_id uuid not null,
  -- the date on which the night began, noon to noon in the team's time zone
  night date not null,
  stream_id uuid not null,
  -- the lowest key epoch the server takes records under
  epoch integer not null check (epoch >= 1),
  primary key (team_id, room_id)
);

create unique index shift_rooms_by_night on shift_rooms (team_id, night);

create table room_key_epochs (
  team_id uuid not null,
  room_id uuid not null,
  epoch integer not null check (epoch >= 1),
  primary key (team_id, room_id, epoch)
);

create table room_keys (
  team_id uuid not null,
  room_id uuid not null,
  epoch integer not null check (epoch >= 1),
  reader text not null,
  sealed bytea not null,
  primary key (team_id, room_id, epoch, reader)
);
