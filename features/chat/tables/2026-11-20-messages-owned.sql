-- Why: a message belongs to somebody from its birth, and to somebody else when its time has come and it was not done.

-- who it goes to when it is due; null once it went there, or when there is nobody else
alter table messages_left add column fallback_id uuid;
-- it was due, and was called out
alter table messages_left add column late boolean not null default false;
