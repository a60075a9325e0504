-- Why: how to wake a member who is not looking. Everything that names a device or a person is sealed under a key of its own
-- in the key store: a stolen database says how many devices there are, not where.

-- The key pair that push services know us by (VAPID), made at first use.
create table push_keys (
  team_id uuid not null,
  object_id uuid not null,
  public_key text not null,
  sealed_private_key bytea not null,
  primary key (team_id)
);

create table push_devices (
  team_id uuid not null,
  -- of its address: the same device is not kept twice
  address_hash bytea not null,
  member_id uuid not null,
  object_id uuid not null,
  sealed_address bytea not null,
  -- the last push we sent, and the last one that the device said it got within a minute
  sent_at timestamptz,
  acknowledged_at timestamptz,
  primary key (team_id, address_hash)
);

create index push_devices_of on push_devices (team_id, member_id);

-- Addresses that members gave for alarms.
create table alarm_addresses (
  team_id uuid not null,
  member_id uuid not null,
  object_id uuid not null,
  sealed_address bytea not null,
  language text not null check (language in ('en', 'es')),
  primary key (team_id, member_id)
);
