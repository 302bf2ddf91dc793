-- Why: hosts that are up for too long are to be rebooted, some every day. How long a host has been up is told by its boot
-- id: when it was first heard of, and when the one before was heard of last, between which the host booted. Of a boot
-- that no other was heard before, only its least length is known; so it is of those that hosts are in now, except where
-- a reboot of ours led into them. An uptime policy is looked at when its row is due, by the replica that locks the row;
-- what it starts is written down in the same transaction, so that a replica which dies leaves it due and starts nothing.
-- The rollouts that it started are named here: any boot since one began will do for a host that waits in it. One that was
-- stopped pauses its policy, once: then it is heeded.

alter table host
  add column boot_heard_at timestamptz not null default now(),
  add column boot_after timestamptz,
  add constraint host_boot_after_the_one_before check (boot_after is null or boot_after <= boot_heard_at);

update host
set boot_heard_at = boot.booted_at, boot_after = boot.executing_at
from (select distinct on (host_id) host_id, to_boot_id, executing_at, booted_at
      from reboot
      where exec_id is not null and executing_at <= booted_at
      order by host_id, booted_at desc) boot
where boot.host_id = host.id and boot.to_boot_id = host.boot_id;

create table uptime_policy (
  id                uuid primary key,
  name              text not null check (name <> ''),
  match_labels      jsonb not null check (jsonb_typeof(match_labels) = 'object'),
  match_expressions jsonb not null check (jsonb_typeof(match_expressions) = 'array'),
  max_uptime_millis bigint not null check (max_uptime_millis > 0),
  min_uptime_millis bigint not null check (min_uptime_millis >= 0),
  max_per_day       text check (max_per_day ~ '^\d{1,9}%?$'),
  rollout           jsonb not null check (jsonb_typeof(rollout) = 'object'),
  state             text not null default 'ACTIVE' check (state in ('ACTIVE', 'PAUSED')),
  created_at        timestamptz not null default now(),
  created_by        text not null check (created_by <> ''),
  version           bigint not null default 0,
  due_at            timestamptz not null default now(),
  counted_at        timestamptz,
  hosts             integer check (hosts >= 0),
  exceeded          integer check (exceeded between 0 and hosts),
  unknown           integer check (unknown between 0 and hosts),
  oldest_since      timestamptz,
  fault             text check (fault <> ''),
  constraint uptime_policy_name_in_use unique (name),
  constraint uptime_policy_least_below_most check (min_uptime_millis < max_uptime_millis),
  constraint uptime_policy_counted_whole
    check ((counted_at is not null) = (hosts is not null)
           and (counted_at is not null) = (exceeded is not null)
           and (counted_at is not null) = (unknown is not null)
           and (oldest_since is null or counted_at is not null))
);

create index uptime_policy_due on uptime_policy (due_at);
create index uptime_policy_in_order on uptime_policy (created_at, id);

create table uptime_rollout (
  rollout_id uuid primary key references rollout (id),
  policy_id  uuid not null,
  day        date not null,
  heeded     boolean not null default false,
  constraint uptime_rollout_one_a_day unique (policy_id, day)
);

alter table transition
  drop constraint transition_subject_check,
  add constraint transition_subject_check
    check (subject in ('HOST', 'REBOOT', 'ROLLOUT', 'FORECAST', 'KERNEL_IMAGE', 'API_TOKEN', 'JOIN_TOKEN',
                       'UPTIME_POLICY'));
