-- Why: lists are answered page by page, each page beginning after the last key of the one before, which is as cheap at
-- the end of a list as at its beginning only where an index has that order. And a request that is sent twice because its
-- answer was lost must not be done twice, whichever replica gets it: its key is a row, and who inserts the row does it.
-- A row without a status is being worked on; its lease ends if the replica dies. An answer that carries a secret is not
-- kept: there is only the fact that it was given.

create index host_in_order on host (hostname, id);
create index kernel_image_in_order on kernel_image (created_at, id);
create index rollout_in_order on rollout (created_at, id);
create index reboot_ended_in_order on reboot (state_since, id) where deadline is null;
create index transition_of_rollout on transition (rollout_id, transaction_id, id) where rollout_id is not null;
create index transition_of_actor on transition (actor, transaction_id, id);

create table idempotency_key (
  actor        text not null,
  key          text not null check (length(key) between 1 and 255),
  claim        uuid not null,
  digest       bytea not null check (octet_length(digest) = 32),
  leased_until timestamptz not null,
  expires_at   timestamptz not null,
  status       integer check (status between 200 and 499),
  secret       boolean not null default false,
  location     text,
  etag         text,
  content_type text,
  body         text,
  primary key (actor, key),
  constraint idempotency_key_keeps_no_secret check (not secret or body is null)
);

create index idempotency_key_expired on idempotency_key (expires_at);
