-- Why: a rollout asks webhooks before it does something, tells them afterwards, and judges queries after each wave. None of
-- this may be forgotten by a replica that dies, and no request may be made inside a transaction: so each question is a
-- row, which a replica leases for the time of one request and to which it adds the answer. The database refuses a
-- question asked twice, two requests to one webhook at a time, and a question that nobody will ever look at again.

create table gate_run (
  id             uuid primary key default gen_random_uuid(),
  rollout_id     uuid not null references rollout (id),
  kind           text not null check (kind in ('HOOK', 'METRIC')),
  point          text not null
    check (point in ('BEFORE_ROLLOUT', 'BEFORE_WAVE', 'BEFORE_HOST',
                     'AFTER_HOST', 'AFTER_WAVE', 'AFTER_ROLLOUT')),
  wave           integer check (wave >= 0),
  reboot_id      uuid references reboot (id),
  name           text not null check (name <> ''),
  round          integer not null check (round >= 0),
  endpoint       text,
  timeout_millis bigint not null check (timeout_millis > 0),
  state          text not null default 'OPEN'
    check (state in ('OPEN', 'PASSED', 'DENIED', 'FAILED', 'INCONCLUSIVE', 'TOLD', 'UNTOLD',
                     'WITHDRAWN')),
  reason         text,
  requests       integer not null default 0 check (requests >= 0),
  errors         integer not null default 0 check (errors >= 0),
  asked_at       timestamptz not null default now(),
  deadline       timestamptz,
  due_at         timestamptz,
  ended_at       timestamptz,
  lease          uuid,
  leased_until   timestamptz,
  constraint gate_run_due_until_ended check ((due_at is not null) = (state = 'OPEN')),
  constraint gate_run_ended_when_not_open check ((ended_at is null) = (state = 'OPEN')),
  constraint gate_run_leased_while_open
    check ((lease is null) = (leased_until is null) and (lease is null or state = 'OPEN')),
  constraint gate_run_wave_but_of_the_whole
    check ((wave is null) = (point in ('BEFORE_ROLLOUT', 'AFTER_ROLLOUT'))),
  constraint gate_run_reboot_of_a_host
    check ((reboot_id is not null) = (point in ('BEFORE_HOST', 'AFTER_HOST'))),
  constraint gate_run_hook_has_endpoint_and_deadline
    check ((kind = 'HOOK') = (endpoint is not null) and (kind = 'HOOK') = (deadline is not null))
);

create unique index gate_run_asked_once on gate_run
  (rollout_id, kind, point, coalesce(wave, -1),
   coalesce(reboot_id, '00000000-0000-0000-0000-000000000000'), name, round);
create unique index gate_run_one_request_per_endpoint on gate_run (endpoint)
  where lease is not null;
create index gate_run_of_reboot on gate_run (reboot_id) where reboot_id is not null;
create index gate_run_due on gate_run (due_at) where due_at is not null;

create table gate_measurement (
  run_id uuid not null references gate_run (id),
  number integer not null check (number >= 1),
  at     timestamptz not null default now(),
  grade  text not null check (grade in ('SUCCESSFUL', 'FAILED', 'INCONCLUSIVE', 'ERROR')),
  detail text not null,
  primary key (run_id, number)
);
