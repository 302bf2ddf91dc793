package io.fleetfoot.agent.linux;

/** Constants of kexec_load(2) and reboot(2). */
final class Kexec {
  // include/uapi/linux/kexec.h
  static final long KEXEC_ON_CRASH = 1;
  static final long KEXEC_FILE_NO_INITRAMFS = 4;
  static final long KEXEC_FILE_NO_CMA = 0x10;
  static final long KEXEC_ARCH_X86_64 = 62L << 16;

  /** Size of struct kexec_segment {buf, bufsz, mem, memsz}. */
  static final long SEGMENT_SIZE = 32;

  // include/uapi/linux/reboot.h
  static final long LINUX_REBOOT_MAGIC1 = 0xfee1deadL;
  static final long LINUX_REBOOT_MAGIC2 = 672274793;
  static final long LINUX_REBOOT_CMD_RESTART = 0x01234567;
  static final long LINUX_REBOOT_CMD_KEXEC = 0x45584543;

  private Kexec() {}
}
