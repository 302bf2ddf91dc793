-- Why: a host whose boot is proven is told so, and makes that kernel its boot loader's default. Which hosts those are is
-- read again and again, and must not cost a look at every reboot there ever was.

create index reboot_proven_since on reboot (state_since) where state = 'SUCCEEDED' and exec_id is not null;
