-- Why: a host's token was a secret that the service made, sent and could be tricked into sending again: whoever held
-- the join token could take a known host over. Now a host makes a key, the service keeps its public half, and only an
-- admin's revocation lets another key in its place. A host from before has no key: it enrols with its first one. Join
-- tokens are many, each with its name, an end, a number of uses and the labels that it gives. A nonce of a request that
-- changes something is written down, so that every replica refuses to hear it twice; it is forgotten when the request
-- would be too old anyway.

alter table host
  drop column token_hash,
  add column public_key bytea unique check (octet_length(public_key) = 44),
  add column enrolled_at timestamptz,
  add column revoked_at timestamptz,
  add constraint host_enrolled_by_its_key check ((public_key is null) = (enrolled_at is null)),
  add constraint host_revoked_once_enrolled check (revoked_at is null or enrolled_at is not null);

alter table join_token
  drop constraint join_token_pkey,
  add column id uuid primary key default gen_random_uuid(),
  add column labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  add column expires_at timestamptz,
  add column max_uses integer check (max_uses > 0),
  add column uses integer not null default 0,
  add column revoked_at timestamptz,
  add constraint join_token_name_not_blank check (name <> ''),
  add constraint join_token_is_one_token unique (token_hash),
  add constraint join_token_used_as_often_as_allowed check (uses between 0 and coalesce(max_uses, uses));

create unique index join_token_name_in_use on join_token (name) where revoked_at is null;

create table used_nonce (
  key_id      text not null check (key_id <> ''),
  nonce       text not null check (nonce <> ''),
  forget_from timestamptz not null,
  primary key (key_id, nonce)
);

create index used_nonce_to_forget on used_nonce (forget_from);
