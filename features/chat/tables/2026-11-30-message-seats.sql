-- Why: a message left while nobody is there is whoever sits in the coming shift's. When their seat passes on before anybody has read it,
-- it goes along; so it is kept for which shift it is theirs. Null: it is theirs as the person they are, taken or given by hand.
alter table messages_left add column for_shift_id uuid;
create index messages_left_for on messages_left (team_id, for_shift_id) where for_shift_id is not null;
