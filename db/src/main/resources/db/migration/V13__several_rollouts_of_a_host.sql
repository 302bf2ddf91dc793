-- Why: several rollouts may want one host. A host has one reboot at a time that was told to stage, as before; others
-- wait QUEUED until it has ended. The order in which hosts are admitted is the plan's, no longer only that of their names.

alter table reboot
  add column position integer not null default 0 check (position >= 0);

drop index reboot_one_active_per_host;
create unique index reboot_one_active_per_host on reboot (host_id)
  where deadline is not null and state <> 'QUEUED';
create index reboot_queued_of_host on reboot (host_id) where state = 'QUEUED';
