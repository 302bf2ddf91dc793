-- Why: a kernel with its root file system's drivers built in needs no initrd, and what is not there has no digest. What
-- is known of an initrd stays both or nothing; the checks of V2 go on holding where there is one.

alter table kernel_image
  alter column initrd_sha256 drop not null,
  alter column initrd_size drop not null,
  add constraint kernel_image_knows_its_initrd check ((initrd_sha256 is null) = (initrd_size is null));
