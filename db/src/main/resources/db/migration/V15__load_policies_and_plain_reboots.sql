-- Why: a rollout says by which load methods its hosts may get into the next kernel, and where the staged bytes are checked.
-- One without a kernel image only reboots, by firmware: which release comes up is known when it has. A rollout that was
-- made before asks for what was usual then.

alter table rollout
  alter column kernel_image_id drop not null,
  add column methods text[] not null default '{QUICK,RESERVED,FILE,NORMAL}'
    check (cardinality(methods) > 0
           and methods <@ array['QUICK', 'RESERVED', 'FILE', 'NORMAL', 'FIRMWARE']),
  add column verification text not null default 'KCORE'
    check (verification in ('KCORE', 'PURGATORY', 'NONE')),
  add constraint rollout_without_image_goes_by_firmware
    check (kernel_image_id is not null or (methods = array['FIRMWARE'] and verification = 'NONE'));

alter table reboot
  alter column to_release drop not null,
  add constraint reboot_into_image_names_release
    check (to_release is not null or kernel_image_id is null),
  add constraint reboot_proven_names_release check (to_release is not null or state <> 'PROVING');
