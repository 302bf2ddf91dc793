package io.fleetfoot.agent.client;

/** The service could not be asked, or answered something else than was hoped for. */
public final class ServiceException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of no it was. */
  public enum Reason {
    /** No answer, a broken one, or a 5xx: later may be better. */
    UNREACHABLE,
    /** 401: the service does not know this host by its key, or does not take the join token. */
    UNAUTHENTICATED,
    /** 403: an administrator has revoked this host's key. */
    REVOKED,
    /** 409: the report does not fit the reboot's state. */
    OUT_OF_PLACE,
    /** 404: there is no such thing. */
    NOT_FOUND,
    /** Any other 4xx: asking again will not help. */
    REJECTED
  }

  /** What kind of no it was. */
  private final Reason reason;

  /** Says what was asked and what came back. */
  public ServiceException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Says what was asked and what went wrong underneath. */
  public ServiceException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns what kind of no it was. */
  public Reason reason() {
    return reason;
  }
}
