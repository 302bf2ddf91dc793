-- Why: a rollout can be paused, await an approval, soak and be judged after each wave, and go back; none of these may last
-- for good, so each row that has not ended has a deadline, by this database's clock. Who asked for a rollout may not
-- approve it, so the row says who did. A failed host can be tried again and can be sent back: each attempt is a row of
-- its own, which keeps its exec id and its history, and only the latest of a host counts for its rollout. What a reboot
-- boots is therefore its own, where it is not what its rollout boots. A host that does not come back can be switched off and on from outside, at most once.

alter table rollout
  add column wave_step text not null default 'WORK'
    check (wave_step in ('APPROVAL', 'START', 'GATE', 'WORK', 'SOAK', 'JUDGE', 'PASSED')),
  add column step_since timestamptz not null default now(),
  add column state_since timestamptz not null default now(),
  add column round integer not null default 0 check (round >= 0),
  add column pause text check (pause in ('OPERATOR', 'FAILURES', 'GATE')),
  add column forgiven integer not null default 0 check (forgiven >= 0),
  add column created_by text not null default 'service' check (created_by <> ''),
  add column deadline timestamptz,
  drop constraint rollout_state_check,
  drop constraint rollout_finished_when_ended,
  drop constraint rollout_failure_budget_check,
  alter column failure_budget type text using failure_budget::text;

update rollout
set deadline = case when finished_at is null then now() + interval '30 days' end,
    created_by = coalesce((select actor from transition
                           where subject = 'ROLLOUT' and subject_id = rollout.id and from_state is null
                           order by transition.id limit 1), 'service');

alter table rollout
  add constraint rollout_state_check
    check (state in ('AWAITING_APPROVAL', 'RUNNING', 'PAUSED', 'ABORTING', 'ROLLING_BACK',
                     'COMPLETED', 'STOPPED', 'ROLLED_BACK', 'ABORTED')),
  add constraint rollout_finished_when_ended
    check ((finished_at is null)
           = (state in ('AWAITING_APPROVAL', 'RUNNING', 'PAUSED', 'ABORTING', 'ROLLING_BACK'))),
  add constraint rollout_deadline_until_ended
    check (deadline is not null or finished_at is not null),
  add constraint rollout_paused_for_a_reason check ((pause is not null) = (state = 'PAUSED')),
  add constraint rollout_failure_budget_check check (failure_budget ~ '^\d{1,9}%?$');

drop index rollout_active;
create index rollout_active on rollout (created_at, id) where finished_at is null;

alter table reboot
  add column attempt integer not null default 1 check (attempt >= 1),
  add column purpose text not null default 'ROLLOUT' check (purpose in ('ROLLOUT', 'ROLLBACK')),
  add column not_before timestamptz,
  add column superseded boolean not null default false,
  add column stays boolean not null default false,
  add column kernel_image_id uuid references kernel_image (id),
  add column power_cycled_at timestamptz,
  drop constraint reboot_once_per_rollout,
  drop constraint reboot_state_check,
  drop constraint reboot_deadline_until_ended,
  add constraint reboot_each_attempt_once unique (rollout_id, host_id, purpose, attempt);

alter table reboot
  add constraint reboot_superseded_once_ended check (not superseded or deadline is null),
  add constraint reboot_state_check
    check (state in ('QUEUED', 'STAGING', 'READY', 'DRAINING', 'VERIFYING', 'EXECUTING',
                     'POWER_CYCLING', 'PROVING', 'SUCCEEDED', 'REFUSED', 'FAILED', 'DID_NOT_REBOOT',
                     'WRONG_KERNEL', 'ROLLED_BACK', 'LOST', 'ABORTED')),
  add constraint reboot_deadline_until_ended
    check ((deadline is not null)
           = (state in ('QUEUED', 'STAGING', 'READY', 'DRAINING', 'VERIFYING', 'EXECUTING',
                        'POWER_CYCLING', 'PROVING'))),
  drop constraint reboot_exec_id_once_admitted,
  add constraint reboot_exec_id_once_admitted
    check (exec_id is not null
           or state not in ('VERIFYING', 'EXECUTING', 'POWER_CYCLING', 'PROVING', 'SUCCEEDED'));

create unique index reboot_one_current_per_host_of_rollout on reboot (rollout_id, host_id)
  where not superseded;
drop index reboot_one_active_per_host;
create unique index reboot_one_active_per_host on reboot (host_id) where deadline is not null;
create index reboot_succeeded_of_host on reboot (host_id, state_since) where state = 'SUCCEEDED';
