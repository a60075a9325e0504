-- Why: what is open in the hands of whoever goes at the end of a shift, offered to whoever comes. Whose a thing is stands where it
-- always stood (promises, messages, conversations, cases); a row here says only that it was offered, and what was said to it.

create table handover_items (
  team_id uuid not null,
  -- the shift that ends
  shift_id uuid not null,
  what text not null check (what in ('talk', 'message', 'promise', 'case')),
  object_id uuid not null,
  line_id uuid not null,
  -- when the shift ends: who may take it is who sits on that line after it
  ends_at timestamptz not null,
  -- in whose hands it was
  leaver_id uuid not null,
  state text not null check (state in ('offered', 'accepted', 'kept', 'raised', 'gone')),
  -- who has it now, or had it when it was taken
  taken_by uuid,
  -- when somebody must have said something; null: no shift follows, and whoever coordinates sees it until the next one
  raise_at timestamptz,
  -- until when nobody's answer is called out again, and until when it stays with whoever keeps it: the next shift's end
  over_at timestamptz,
  -- when the house looks at it again
  next_at timestamptz,
  changed_at timestamptz not null,
  primary key (team_id, shift_id, what, object_id),
  check ((state = 'accepted') = (taken_by is not null)),
  check (state not in ('accepted', 'gone') or next_at is null)
);

create index handover_items_of on handover_items (team_id, changed_at);
