-- What the server keeps of the team's keys: public rosters and statements that anybody can check, and sealed files
-- that it cannot open. It can lose these or withhold them; it can neither read nor add to them unseen.

-- One age file per member, sealed to their own ways in. `version` lets two devices save without losing a pin.
create table vaults (
  team_id uuid not null,
  member_id uuid not null,
  version integer not null check (version > 0),
  file bytea not null,
  primary key (team_id, member_id)
);

-- The signed chain of each circle. `body` is the JSON text as it was signed; nothing here is ever changed.
create table rosters (
  team_id uuid not null,
  circle text not null check (circle in ('responders', 'coordinators', 'stewards')),
  epoch integer not null check (epoch > 0),
  body text not null,
  primary key (team_id, circle, epoch)
);

-- C_epoch of a circle, sealed to one member's M. A removed member's are deleted.
create table circle_wraps (
  team_id uuid not null,
  circle text not null,
  epoch integer not null,
  member_id uuid not null,
  sealed bytea not null,
  primary key (team_id, circle, epoch, member_id),
  foreign key (team_id, circle, epoch) references rosters
);

create index circle_wraps_of_member on circle_wraps (team_id, member_id);

-- C_(epoch-1) sealed to C_epoch.
create table circle_ladders (
  team_id uuid not null,
  circle text not null,
  epoch integer not null check (epoch > 1),
  sealed bytea not null,
  primary key (team_id, circle, epoch),
  foreign key (team_id, circle, epoch) references rosters
);

-- Each line's public recipient, epoch by epoch, with its identity sealed to the responders' circle.
create table intakes (
  team_id uuid not null,
  line_id uuid not null,
  epoch integer not null check (epoch > 0),
  statement text not null,
  wrap bytea not null,
  primary key (team_id, line_id, epoch)
);

-- Chosen names, signed by their owner and sealed to the responders' circle.
create table name_cards (
  team_id uuid not null,
  member_id uuid not null,
  sealed bytea not null,
  primary key (team_id, member_id)
);
