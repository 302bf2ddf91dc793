-- Why: a figure of a blackout can be compared only with figures that were read the same way, so the agent's word for it is
-- kept beside the quality. Older agents do not say.

alter table reboot_phase add column source text check (source ~ '^[a-z0-9-]{1,40}$');
