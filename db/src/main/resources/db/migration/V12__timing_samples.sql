-- Why: what a wave took is compared with the last reboots that had everything in common with it, among all that ever
-- succeeded; to find these must not cost more the longer the fleet is remembered.

create index reboot_comparable on reboot (to_release, from_release, method, state_since) where state = 'SUCCEEDED';
