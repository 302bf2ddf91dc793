-- Why: several rollouts may want one host. A host has one reboot at a time that was told to stage, as before; others
-- wait QUEUED until it has ended. One that wants the kernel image which the host runs by then needs no reboot of its own:
-- it succeeds in the boot in which it finds the host, by the other one's proof, and has no exec id.
-- The order in which hosts are admitted is the plan's, no longer only that of their names.

alter table reboot
  add column position integer not null default 0 check (position >= 0),
  drop constraint reboot_exec_id_once_admitted,
  add constraint reboot_exec_id_once_admitted
    check (exec_id is not null
           or state not in ('VERIFYING', 'EXECUTING', 'POWER_CYCLING', 'PROVING', 'SUCCEEDED')
           or (state = 'SUCCEEDED' and to_boot_id = from_boot_id));

drop index reboot_one_active_per_host;
create unique index reboot_one_active_per_host on reboot (host_id)
  where deadline is not null and state <> 'QUEUED';
create index reboot_waiting_or_proven_of_host on reboot (host_id)
  where state in ('QUEUED', 'SUCCEEDED');
