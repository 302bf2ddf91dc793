-- Why: what an operator may ask of a rollout grows: failure domains, windows, retries, approvals, hooks, gates, rollback.
-- It is read and written as a whole, never searched by, so it is one document; the plain rollout's columns stay as they
-- are. A rollout without a policy was made before there were any.

alter table rollout
  add column policy jsonb check (jsonb_typeof(policy) = 'object');
