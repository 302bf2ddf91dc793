-- Why: a selector asks not only for labels that a host must have, but also for what is in a set, what is not, and what
-- is there at all, in the words of Kubernetes. The labels stay where the index of hosts is asked by them.

alter table rollout
  add column match_expressions jsonb not null default '[]' check (jsonb_typeof(match_expressions) = 'array');
