package io.fleetfoot.service.scheduler;

/** Files or paths that cannot become a kernel image, with a stable code for programs. */
public class KernelImageRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  /** Makes the exception with its code and what was found and wanted. */
  public KernelImageRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the stable code, such as {@code not-a-kernel}. */
  public String code() {
    return code;
  }
}
