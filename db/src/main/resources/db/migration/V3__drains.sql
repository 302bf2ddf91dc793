-- Why: a host that carries load is drained between its admission and its reboot, and its boot is seen from that side as
-- well before it counts as proven. How it is drained is the rollout's to say. Labels that somebody else than the agent
-- observes (a cluster's, of its node) are kept apart from the agent's, which replaces its own at each registration.
-- A rollout may have a name from outside, so that asking for it twice makes it once.

alter table host
  add column observed_labels jsonb not null default '{}'
    check (jsonb_typeof(observed_labels) = 'object');

drop index host_labels;
create index host_labels on host using gin ((labels || observed_labels) jsonb_path_ops);

alter table rollout
  add column drain jsonb not null default
    '{"mode": "FULL", "ignoreDaemonSets": true, "deleteEmptyDirData": false, "force": false,
      "timeout": "PT15M", "skipWaitForDeleteTimeoutSeconds": 0}'
    check (jsonb_typeof(drain) = 'object'),
  add column reference text unique check (reference <> '');

alter table reboot
  add column witness_awaited boolean not null default false,
  drop constraint reboot_state_check,
  drop constraint reboot_deadline_until_ended,
  add constraint reboot_state_check
    check (state in ('QUEUED', 'STAGING', 'READY', 'DRAINING', 'VERIFYING', 'EXECUTING', 'PROVING',
                     'SUCCEEDED', 'REFUSED', 'FAILED', 'DID_NOT_REBOOT', 'WRONG_KERNEL',
                     'ROLLED_BACK', 'LOST', 'ABORTED')),
  add constraint reboot_deadline_until_ended
    check ((deadline is not null)
           = (state in ('QUEUED', 'STAGING', 'READY', 'DRAINING', 'VERIFYING', 'EXECUTING',
                        'PROVING'))),
  add constraint reboot_succeeds_witnessed
    check (not witness_awaited or state <> 'SUCCEEDED');

drop index reboot_one_active_per_host;
create unique index reboot_one_active_per_host on reboot (host_id)
  where state in ('QUEUED', 'STAGING', 'READY', 'DRAINING', 'VERIFYING', 'EXECUTING', 'PROVING');
create index reboot_drained_or_proven on reboot (state, state_since)
  where state in ('DRAINING', 'PROVING');
