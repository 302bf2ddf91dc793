package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.Refusal;
import java.util.Optional;

/** Tells a load that this kernel will never take from one that failed this time. */
final class LoadRefusal {
  // include/uapi/asm-generic/errno-base.h and errno.h
  private static final int EPERM = 1;
  private static final int ENOEXEC = 8;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int ENODATA = 61;
  private static final int ENOPKG = 65;
  private static final int EBADMSG = 74;
  private static final int EADDRNOTAVAIL = 99;
  private static final int ENOKEY = 126;
  private static final int EKEYEXPIRED = 127;
  private static final int EKEYREVOKED = 128;
  private static final int EKEYREJECTED = 129;

  private LoadRefusal() {}

  /** Returns why a method is none for this host; empty where it may be one the next time. */
  static Optional<Refusal> of(KexecException failed, LoadMethod method) {
    Check check =
        switch (failed.errno()) {
          case ENODATA, ENOPKG, EBADMSG, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED ->
              Check.KERNEL_SIGNATURE;
          default -> Check.KERNEL_LOAD;
        };
    return remedy(failed.errno())
        .map(
            remedy ->
                check.refuse(
                    String.valueOf(failed.getMessage()),
                    "a kernel that takes this load, for the method " + method.wireName(),
                    remedy));
  }

  private static Optional<String> remedy(int errno) {
    return Optional.ofNullable(
        switch (errno) {
          case EPERM, EACCES ->
              "lockdown, a security module or a limit of kexec forbids it: see the kernel's log";
          case ENOEXEC -> "the running kernel does not know this format: use a bzImage";
          case ENOMEM -> "free memory, or use a smaller initrd";
          case ENODEV, EINVAL ->
              "this kernel does not know such a load: for quick, correct quick.flag";
          case ENOSYS -> "boot a kernel with CONFIG_KEXEC and CONFIG_KEXEC_FILE";
          case EADDRNOTAVAIL -> "the region is not where /proc/iomem says: see the kernel's log";
          case ENODATA -> "the kernel file is not signed: use the distribution's signed kernel";
          case ENOPKG -> "the running kernel lacks the algorithm of the signature";
          case EBADMSG -> "the signature is damaged: fetch the kernel from its distribution again";
          case ENOKEY, EKEYREJECTED ->
              "no key that this host trusts signed the kernel: use one signed by its distribution,"
                  + " or enrol the key (mokutil --import)";
          case EKEYEXPIRED, EKEYREVOKED -> "the key that signed the kernel is not valid any more";
          default -> null;
        });
  }
}
