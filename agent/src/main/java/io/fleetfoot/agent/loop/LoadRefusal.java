package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.util.Optional;
import java.util.Set;

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

  private static final String FORBIDDEN =
      "a security module forbids it: see the kernel's log and the audit log";

  /** What of a host the kernel answers with EPERM. */
  private static final Set<String> FORBIDDING =
      Set.of(
          Check.PRIVILEGES.id(),
          Check.KEXEC_LOAD_DISABLED.id(),
          Check.KEXEC_LOAD_LIMIT.id(),
          Check.LOCKDOWN.id());

  private LoadRefusal() {}

  /**
   * Returns why a method is none for this host; empty where it may be one the next time.
   *
   * @param facts what the host is like now, which tells one EPERM from another
   */
  static Optional<Refusal> of(KexecException failed, LoadMethod method, HostFacts facts) {
    if (failed.errno() == EPERM) {
      return Optional.of(
          forbidden(method, facts)
              .or(() -> unaccepted(failed, method, facts))
              .orElseGet(() -> refusal(Check.KERNEL_LOAD, failed, method, FORBIDDEN)));
    }
    Check check =
        switch (failed.errno()) {
          case ENODATA, ENOPKG, EBADMSG, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED ->
              Check.KERNEL_SIGNATURE;
          default -> Check.KERNEL_LOAD;
        };
    return remedy(failed.errno()).map(remedy -> refusal(check, failed, method, remedy));
  }

  /** kernel/kexec.c and kexec_file.c ask these first: kexec_load_permitted(), then lockdown. */
  private static Optional<Refusal> forbidden(LoadMethod method, HostFacts facts) {
    return Preflight.method(method, Verification.NONE, "", facts).stream()
        .filter(refusal -> FORBIDDING.contains(refusal.check()))
        .findFirst();
  }

  /**
   * Under lockdown the kernel does not say what is wrong with a signature: kernel/kexec_file.c,
   * kimage_validate_signature().
   */
  private static Optional<Refusal> unaccepted(
      KexecException failed, LoadMethod method, HostFacts facts) {
    String lockdown = facts.kexec().lockdown();
    if (method != LoadMethod.FILE || lockdown.equals("none")) {
      return Optional.empty();
    }
    return Optional.of(
        Check.KERNEL_SIGNATURE.refuse(
            "%s under lockdown [%s]".formatted(failed.getMessage(), lockdown),
            "a kernel whose signature the running kernel's keyrings accept for kexec",
            "use a kernel that is signed by a key in them (keyctl list %:.builtin_trusted_keys,"
                + " %:.platform, %:.machine), enrol its key (mokutil --import), or allow the method"
                + " firmware; dmesg has the reason behind \"kernel signature verification failed\""));
  }

  private static Refusal refusal(
      Check check, KexecException failed, LoadMethod method, String remedy) {
    return check.refuse(
        String.valueOf(failed.getMessage()),
        "a kernel that takes this load, for the method " + method.wireName(),
        remedy);
  }

  private static Optional<String> remedy(int errno) {
    return Optional.ofNullable(
        switch (errno) {
          case EACCES -> FORBIDDEN;
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
