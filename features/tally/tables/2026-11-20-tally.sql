-- Why: what is counted, without anybody who is counted. A card has no contact, no time finer than its month, and an identifier
-- that only those who hold the contact's key can work out. Cards and sheets are age files to the coordinators' circle, sealed
-- once more under the erasure key of their month or year.

create table tally_cards (
  team_id uuid not null,
  card_id text not null,
  -- '2026-11', in the team's time zone
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  sealed bytea not null,
  primary key (team_id, card_id)
);

create index tally_cards_of on tally_cards (team_id, month);

-- Cards that were counted: the same contact is not counted twice while it is still there. Gone 100 days later.
create table tally_counted (
  team_id uuid not null,
  card_id text not null,
  month text not null,
  primary key (team_id, card_id)
);

-- A month that was folded. Its sheet waits for the longer periods, until its year is closed.
create table tally_months (
  team_id uuid not null,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  sheet bytea,
  primary key (team_id, month)
);

-- How rings and callbacks ended, counted as they end: answered within so many seconds, left, a message instead; kept on time,
-- late, let go. Gone with its year.
create table tally_rings (
  team_id uuid not null,
  month text not null,
  how text not null,
  within_seconds integer not null,
  rings integer not null check (rings > 0),
  primary key (team_id, month, how, within_seconds)
);

-- What was published: all of it may be read by anybody.
create table tally_tables (
  team_id uuid not null,
  year integer not null,
  table_id text not null,
  counts jsonb not null,
  primary key (team_id, year, table_id)
);

-- Whether the report is on a public page.
create table tally_pages (
  team_id uuid not null,
  is_public boolean not null,
  primary key (team_id)
);
