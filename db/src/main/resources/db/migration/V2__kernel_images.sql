-- Why: a rollout has to name what its hosts boot, and go on meaning the same bytes for as long as it is remembered.
-- So a kernel image is its digests, not its files: the files lie outside the database, each under its digest. A kernel
-- image is never changed, and none can be deleted under a rollout. Two images may hold the same files, with another
-- command line for example.

create table kernel_image (
  id             uuid primary key,
  name           text not null check (name <> ''),
  kernel_release text not null check (kernel_release ~ '^\S+$'),
  architecture   text not null check (architecture in ('x86_64')),
  command_line   text not null check (command_line !~ '[[:cntrl:]]'),
  kernel_sha256  bytea not null check (octet_length(kernel_sha256) = 32),
  kernel_size    bigint not null check (kernel_size > 0),
  initrd_sha256  bytea not null check (octet_length(initrd_sha256) = 32),
  initrd_size    bigint not null check (initrd_size > 0),
  created_at     timestamptz not null default now()
);

create function kernel_image_is_never_changed() returns trigger language plpgsql as $$
begin
  raise exception 'kernel image % is never changed; register another', old.id;
end
$$;

create trigger kernel_image_is_never_changed before update on kernel_image
  for each row execute function kernel_image_is_never_changed();

alter table rollout
  add constraint rollout_boots_kernel_image foreign key (kernel_image_id) references kernel_image (id);
