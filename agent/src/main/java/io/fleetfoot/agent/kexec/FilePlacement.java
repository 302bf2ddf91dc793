package io.fleetfoot.agent.kexec;

/** Where the kernel may put what kexec_file_load(2) loads. */
public enum FilePlacement {
  /** Where it likes: from Linux 6.17 in CMA, from where nothing has to be copied. */
  ANYWHERE,
  /** Not in CMA, which programs' pages would be moved out of: KEXEC_FILE_NO_CMA, Linux 6.17. */
  OUTSIDE_CMA
}
