-- Why: a caller's page without script keeps nothing in memory, so what it needs to read its own chat is kept here, sealed
-- under a key that only its cookie carries, and once more by an erasure key of its own, which is destroyed when the chat
-- ends. The row itself stays until the contact goes: by it the caller may still ask for everything to be erased.

create table plain_pages (
  team_id uuid not null,
  -- of the token in the page's cookie
  token_hash bytea not null,
  contact_id uuid not null,
  -- null once the chat has ended
  sealed bytea,
  primary key (team_id, token_hash)
);

create unique index plain_pages_by_contact on plain_pages (team_id, contact_id);
