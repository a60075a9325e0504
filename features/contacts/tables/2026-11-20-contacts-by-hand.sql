-- Why: somebody phones the shared mobile, sends a text, walks up. A member opens the same kind of contact by hand.

alter table contacts drop constraint contacts_channel_check;
alter table contacts add constraint contacts_channel_check
  check (channel in ('chat', 'message', 'phone', 'text', 'walk-up'));

create index contacts_by_hand on contacts (team_id, contact_id)
  where state = 'open' and channel in ('phone', 'text', 'walk-up');
