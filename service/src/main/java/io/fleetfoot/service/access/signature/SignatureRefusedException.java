package io.fleetfoot.service.access.signature;

/** A request's signature that is missing, wrong, too old, used before, or of a revoked key. */
public final class SignatureRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why a request was refused, by a stable code. */
  public enum Refusal {
    /** The request is not signed, or nobody knows who is said to have signed it. */
    UNAUTHENTICATED("unauthenticated"),
    /** The signature is not written as wanted, or is not one of this request by this key. */
    BAD_SIGNATURE("bad-signature"),
    /** The request says that it was made too long ago, or in the future. */
    CLOCK_SKEW("clock-skew"),
    /** The nonce was used before. */
    REPLAYED("replayed"),
    /** An administrator has revoked the key. */
    HOST_REVOKED("host-revoked");

    private final String code;

    Refusal(String code) {
      this.code = code;
    }

    /** Returns the code, such as {@code bad-signature}. */
    public String code() {
      return code;
    }
  }

  private final Refusal refusal;

  /** Makes the exception with what was found, what was wanted, and what to do. */
  public SignatureRefusedException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** Returns why. */
  public Refusal refusal() {
    return refusal;
  }

  static SignatureRefusedException bad(String message) {
    return new SignatureRefusedException(Refusal.BAD_SIGNATURE, message);
  }
}
