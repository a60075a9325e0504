-- An invitation waits for one person. `access_hash` is of a token derived from the link's secret; the secret never comes here.
-- `sealed` is {secret, note} for the stewards. `member_id` is new, or the member's own when they lost everything.
create table invitations (
  team_id uuid not null,
  invitation_id uuid not null,
  kind text not null check (kind in ('join', 'reinvite')),
  member_id uuid not null,
  roles text[] not null check (cardinality(roles) > 0),
  access_hash bytea not null,
  sealed bytea not null,
  roster_hash text not null,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('open', 'joining', 'joined', 'failed', 'revoked', 'expired')),
  -- Of the token with which the newcomer's own page starts their first session, once.
  enter_hash bytea,
  primary key (team_id, invitation_id),
  unique (team_id, access_hash)
);

-- One open invitation for a member at a time.
create unique index invitations_going_on on invitations (team_id, member_id) where state in ('open', 'joining');

-- A newcomer between the link and the roster. Their ways in wait here as they will be stored (hashes and public recipients).
-- The digits: `commitment` comes first, then the steward's nonce, then the newcomer's; each once.
create table joinings (
  team_id uuid not null,
  invitation_id uuid not null,
  state text not null check (state in ('waiting', 'here', 'asked', 'shown', 'matched', 'proposed', 'joined', 'failed')),
  enc text not null,
  sign text not null,
  proof text not null,
  vault bytea not null,
  card bytea not null,
  ways_in jsonb not null,
  commitment text,
  steward_id uuid,
  steward_nonce text,
  newcomer_nonce text,
  primary key (team_id, invitation_id),
  foreign key (team_id, invitation_id) references invitations,
  check (state in ('waiting', 'failed') or commitment is not null),
  check (state in ('waiting', 'here', 'failed') or steward_nonce is not null),
  check (state in ('waiting', 'here', 'asked', 'failed') or newcomer_nonce is not null)
);

-- A change of the team that waits for a second steward. `package` is the JSON text that is applied whole or not at all.
create table proposals (
  team_id uuid not null,
  proposal_id uuid not null,
  kind text not null check (kind in ('join', 'reinvite', 'roles', 'remove')),
  member_id uuid not null,
  invitation_id uuid,
  package text not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  state text not null check (state in ('open', 'applied', 'withdrawn', 'stale')),
  primary key (team_id, proposal_id)
);

create index proposals_open on proposals (team_id, proposed_at) where state = 'open';

-- Before there is a team: the hash of the newest one-time link. Its team_id is all zeros.
create table set_up_links (
  team_id uuid primary key,
  token_hash bytea not null
);

-- The address people open, as the wizard settled it. PUBLIC_URL in the environment comes first. Its team_id is all zeros.
create table public_addresses (
  team_id uuid primary key,
  origin text not null
);
