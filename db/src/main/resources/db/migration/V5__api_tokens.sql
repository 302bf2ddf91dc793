-- Why: people and programs ask the service over /api/v1, and each must be known by name and held to a role. An API
-- token is kept as its SHA-256 alone, so that who reads the database cannot come in with it. It always ends. Its name
-- stands in the outbox as who moved something, so at no time do two tokens answer to one name.

create table api_token (
  id           uuid primary key,
  name         text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$'),
  token_hash   bytea not null unique check (octet_length(token_hash) = 32),
  role         text not null check (role in ('VIEWER', 'OPERATOR', 'APPROVER', 'ADMIN')),
  created_by   text not null check (created_by <> ''),
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  constraint api_token_lives check (expires_at > created_at)
);

create unique index api_token_one_of_a_name on api_token (name) where revoked_at is null;
