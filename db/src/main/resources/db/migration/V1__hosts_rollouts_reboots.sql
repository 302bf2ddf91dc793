-- Why: the first schema. It keeps what the service must not forget when it is killed: which hosts there are and whether
-- each counts as down, which rollout changes them, how far each host's reboot has come and until when it may stay
-- there. The database refuses what must never be true: two reboots of one host at a time, a reboot without a deadline
-- that has not ended, a state that the code does not know, a reboot past its admission without an exec id.
-- Times are by this database's clock. The transition table is the outbox: audit log and event stream read it.

create table join_token (
  name       text primary key,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now()
);

create table host (
  id                  uuid primary key,
  machine_id          text not null unique check (machine_id <> ''),
  token_hash          bytea not null unique check (octet_length(token_hash) = 32),
  hostname            text not null,
  boot_id             text not null,
  kernel_release      text not null,
  facts               jsonb not null check (jsonb_typeof(facts) = 'object'),
  labels              jsonb not null check (jsonb_typeof(labels) = 'object'),
  availability        text not null check (availability in ('UP', 'DOWN')),
  availability_since  timestamptz not null default now(),
  availability_reason text not null,
  registered_at       timestamptz not null default now(),
  last_seen_at        timestamptz not null default now()
);

create index host_labels on host using gin (labels jsonb_path_ops);

create table rollout (
  id                   uuid primary key,
  name                 text not null check (name <> ''),
  kernel_image_id      uuid not null,
  match_labels         jsonb not null check (jsonb_typeof(match_labels) = 'object'),
  waves                text[] not null check (cardinality(waves) > 0),
  max_unavailable      text not null,
  failure_budget       integer not null check (failure_budget >= 0),
  soak_millis          bigint not null check (soak_millis >= 0),
  boot_deadline_millis bigint not null check (boot_deadline_millis > 0),
  state                text not null
    check (state in ('RUNNING', 'ABORTING', 'COMPLETED', 'STOPPED', 'ABORTED')),
  open_wave            integer not null check (open_wave >= 0),
  reason               text,
  created_at           timestamptz not null default now(),
  finished_at          timestamptz,
  version              bigint not null default 0,
  constraint rollout_finished_when_ended
    check ((finished_at is null) = (state in ('RUNNING', 'ABORTING')))
);

create index rollout_active on rollout (created_at) where state in ('RUNNING', 'ABORTING');

create table reboot (
  id                   uuid primary key,
  rollout_id           uuid not null references rollout (id),
  host_id              uuid not null references host (id),
  wave                 integer not null check (wave >= 0),
  state                text not null
    check (state in ('QUEUED', 'STAGING', 'READY', 'VERIFYING', 'EXECUTING', 'PROVING',
                     'SUCCEEDED', 'REFUSED', 'FAILED', 'DID_NOT_REBOOT', 'WRONG_KERNEL',
                     'ROLLED_BACK', 'LOST', 'ABORTED')),
  state_since          timestamptz not null default now(),
  deadline             timestamptz,
  reason               text,
  from_release         text not null,
  from_boot_id         text not null,
  to_release           text not null,
  to_boot_id           text,
  exec_id              text unique,
  method               text,
  boot_proof           boolean not null default false,
  soak_millis          bigint not null check (soak_millis >= 0),
  boot_deadline_millis bigint not null check (boot_deadline_millis > 0),
  executing_at         timestamptz,
  booted_at            timestamptz,
  version              bigint not null default 0,
  constraint reboot_once_per_rollout unique (rollout_id, host_id),
  constraint reboot_deadline_until_ended
    check ((deadline is not null)
           = (state in ('QUEUED', 'STAGING', 'READY', 'VERIFYING', 'EXECUTING', 'PROVING'))),
  constraint reboot_exec_id_once_admitted
    check (exec_id is not null
           or state not in ('VERIFYING', 'EXECUTING', 'PROVING', 'SUCCEEDED')),
  constraint reboot_succeeds_by_boot_proof
    check (boot_proof or state not in ('PROVING', 'SUCCEEDED'))
);

create unique index reboot_one_active_per_host on reboot (host_id)
  where state in ('QUEUED', 'STAGING', 'READY', 'VERIFYING', 'EXECUTING', 'PROVING');
create index reboot_due on reboot (deadline) where deadline is not null;

create table reboot_phase (
  reboot_id uuid not null references reboot (id),
  phase     text not null
    check (phase in ('fetch', 'stage', 'verify', 'quiesce', 'shutdown', 'blackout', 'boot')),
  nanos     bigint not null check (nanos >= 0),
  quality   text not null check (quality in ('exact', 'bound')),
  primary key (reboot_id, phase)
);

create table transition (
  id         bigserial primary key,
  at         timestamptz not null default now(),
  subject    text not null check (subject in ('HOST', 'REBOOT', 'ROLLOUT')),
  subject_id uuid not null,
  host_id    uuid,
  rollout_id uuid,
  from_state text,
  to_state   text not null,
  cause      text not null
);

create index transition_of_subject on transition (subject_id, id);
